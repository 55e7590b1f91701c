"""Judgement and presentation of what a scan found."""
