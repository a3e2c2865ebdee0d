"""The HTML report: one self-contained file made from the marts."""

from warehouse.report.build import build_report, report_path, write_report

__all__ = ["build_report", "report_path", "write_report"]
