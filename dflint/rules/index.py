"""What a run needs to know of the rules before it imports any. Made by scripts/rule_index.py from them.

A row: code, name, theme, kind, severity, widest fix, whether it is on, aliases, keywords, mentions.
"""

from __future__ import annotations

Row = tuple[str, str, str, str, int, int | None, bool, tuple[str, ...], tuple[str, ...], tuple[str, ...]]

ROWS: tuple[Row, ...] = (
    ('DC103', 'compose-gpu-not-requested', 'compose', 'ServiceRule', 3, 1, True, (), (), ()),
    ('DC112', 'compose-shm-too-small', 'compose', 'ServiceRule', 2, 2, True, (), (), ()),
    ('DF001', 'syntax-error', 'syntax', 'FileRule', 3, None, True, (), (), ()),
    ('DF002', 'unreadable-file', 'syntax', 'FileRule', 3, None, True, (), (), ()),
    ('DF003', 'bad-ignore-pattern', 'syntax', 'IgnoreFileRule', 3, None, True, (), (), ()),
    ('DF004', 'invalid-compose-file', 'syntax', 'FileRule', 3, None, True, (), (), ()),
    ('DF005', 'bad-ignore-comment', 'syntax', 'IgnoreCommentRule', 2, None, True, (), (), ()),
    ('DF006', 'over-limit', 'syntax', 'FileRule', 3, None, True, (), (), ()),
    ('ML101', 'cuda-image-no-default-tag', 'base_image', 'StageRule', 3, None, True, (), (), ()),
    ('ML102', 'cuda-tag-incomplete', 'base_image', 'StageRule', 3, None, True, (), (), ()),
    ('ML103', 'cuda-tag-eol', 'base_image', 'StageRule', 3, 1, True, (), (), ()),
    ('ML104', 'eol-os-or-python-base', 'base_image', 'StageRule', 2, 1, True, (), (), ()),
    ('ML106', 'jupyter-image-frozen', 'base_image', 'StageRule', 2, 1, True, (), (), ()),
    ('ML113', 'python-full-image', 'base_image', 'StageRule', 2, 1, True, (), (), ()),
    ('ML114', 'from-unknown-stage', 'base_image', 'BuildRule', 3, 1, True, (), (), ()),
    ('ML201', 'copy-source-before-deps', 'build_cache', 'StageRule', 2, 2, True, (), (), ('pip', 'uv', 'poetry', 'pdm', 'conda', 'mamba', 'npm', 'yarn', 'pnpm', 'bun')),
    ('ML205', 'cache-mount-defeated', 'build_cache', 'StageRule', 2, 2, True, (), (), ('type=cache',)),
    ('ML216', 'conda-no-clean', 'build_cache', 'StageRule', 2, 2, True, (), (), ('conda', 'mamba')),
    ('ML220', 'cache-left-in-layer', 'build_cache', 'StageRule', 2, 2, True, ('DL3042', 'DL3060'), (), ('pip', 'uv', 'poetry', 'npm', 'yarn')),
    ('ML301', 'unquoted-version-specifier', 'packaging', 'InstallRule', 3, 2, True, (), (), ('>', '<')),
    ('ML308', 'sklearn-package-name', 'packaging', 'InstallRule', 3, 2, True, (), (), ()),
    ('ML401', 'model-weights-copied', 'model_artifacts', 'StageRule', 2, 1, True, (), (), ('copy', 'add')),
    ('ML402', 'model-copy-before-code-or-deps', 'model_artifacts', 'StageRule', 2, 2, True, (), (), ()),
    ('ML403', 'model-download-in-build', 'model_artifacts', 'StageRule', 2, None, True, (), (), ('download', 'pretrained', 'transformer', 'pipeline', 'model', 'hub', 'yolo', 'http', 's3:', 'gs:', 'pull')),
    ('ML404', 'model-download-unpinned-revision', 'model_artifacts', 'StageRule', 2, None, True, (), (), ('download', 'pretrained', 'transformer', 'pipeline', 'model', 'hub', 'http', 'load_dataset', 's3:', 'gs:')),
    ('ML405', 'model-download-at-start-no-cache', 'model_artifacts', 'StageRule', 2, None, True, (), (), ()),
    ('ML406', 'lfs-pointer-in-context', 'model_artifacts', 'StageRule', 3, None, True, (), (), ()),
    ('ML407', 'nlp-data-download', 'model_artifacts', 'StageRule', 3, 1, True, (), (), ('nltk', 'spacy')),
    ('ML409', 'deprecated-hf-env', 'model_artifacts', 'StageRule', 3, 1, True, (), (), ('transformers_cache', 'pytorch_pretrained_bert_cache', 'huggingface', 'hf_hub_enable', 'hf_home')),
    ('ML410', 'hf-cache-unwritable', 'model_artifacts', 'StageRule', 3, 1, True, (), (), ('user',)),
    ('ML411', 'hf-offline-missing', 'model_artifacts', 'StageRule', 1, None, False, (), (), ('download', 'pretrained', 'transformer', 'pipeline', 'hub', 'clone')),
    ('ML501', 'dockerignore-missing', 'build_context', 'ContextRule', 2, 2, True, (), (), ()),
    ('ML502', 'dockerignore-not-at-context-root', 'build_context', 'IgnoreFileRule', 2, None, True, (), (), ()),
    ('ML503', 'dockerignore-incomplete', 'build_context', 'ContextRule', 2, 2, True, (), (), ()),
    ('ML504', 'dockerignore-gitignore-style', 'build_context', 'IgnoreFileRule', 2, 2, True, (), (), ()),
    ('ML505', 'context-too-large', 'build_context', 'ContextRule', 2, None, True, (), (), ()),
    ('ML506', 'dataset-in-image', 'build_context', 'StageRule', 2, None, True, (), (), ()),
    ('ML507', 'notebook-in-serving-image', 'build_context', 'StageRule', 1, None, True, (), (), ()),
    ('ML508', 'secret-file-in-image', 'build_context', 'ContextRule', 3, 1, True, (), (), ()),
    ('ML509', 'copy-ignored-file', 'build_context', 'StageRule', 3, 1, True, ('CopyIgnoredFile',), (), ()),
    ('ML603', 'cuda-stubs-in-ld-library-path', 'gpu', 'StageRule', 3, 2, True, (), (), ('ld_library_path',)),
    ('ML604', 'ld-library-path-overwrite', 'gpu', 'StageRule', 2, 2, True, (), (), ('ld_library_path',)),
    ('ML608', 'nvidia-apt-key-rotated', 'gpu', 'StageRule', 3, 1, True, (), (), ('7fa2af80',)),
    ('ML701', 'healthcheck-tool-missing', 'serving', 'HealthCheckRule', 3, 2, True, (), (), ()),
    ('ML702', 'healthcheck-no-start-period', 'serving', 'HealthCheckRule', 2, 2, True, (), (), ()),
    ('ML709', 'python-unbuffered', 'serving', 'StageRule', 1, 2, True, (), (), ('cmd', 'entrypoint')),
    ('ML801', 'ml-token-in-arg-env', 'secrets', 'BuildRule', 3, 1, True, ('DL3064', 'SecretsUsedInArgOrEnv'), (), ('env', 'arg')),
    ('ML802', 'ml-login-in-run', 'secrets', 'StageRule', 3, None, True, (), (), ('login', 'configure', 'activate-service-account', 'kaggle.json', 'netrc', 'credentials', 'pypirc', 'token')),
)
