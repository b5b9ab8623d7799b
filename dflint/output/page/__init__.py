"""The parts of the page that tells an analysis: `dflint.output.analysis_html` puts them together."""
