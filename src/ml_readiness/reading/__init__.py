"""From text to facts: manifests, rubrics, test sources, workflows, Markdown and test results."""
