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
    ('ML109', 'no-wheel-for-python', 'base_image', 'InstallRule', 3, 1, True, (), (), ('pip', 'uv', 'poetry', 'pdm')),
    ('ML110', 'framework-reinstalled-over-base', 'base_image', 'BuildRule', 2, None, True, (), (), ('pip', 'uv', 'poetry', 'pdm')),
    ('ML111', 'cuda-base-duplicated-by-wheels', 'base_image', 'BuildRule', 2, 1, True, (), (), ('pip', 'uv', 'poetry', 'pdm')),
    ('ML113', 'python-full-image', 'base_image', 'StageRule', 2, 1, True, (), (), ()),
    ('ML114', 'from-unknown-stage', 'base_image', 'BuildRule', 3, 1, True, (), (), ()),
    ('ML201', 'copy-source-before-deps', 'build_cache', 'StageRule', 2, 2, True, (), (), ('pip', 'uv', 'poetry', 'pdm', 'conda', 'mamba', 'npm', 'yarn', 'pnpm', 'bun')),
    ('ML205', 'cache-mount-defeated', 'build_cache', 'StageRule', 2, 2, True, (), (), ('type=cache',)),
    ('ML216', 'conda-no-clean', 'build_cache', 'StageRule', 2, 2, True, (), (), ('conda', 'mamba')),
    ('ML220', 'cache-left-in-layer', 'build_cache', 'StageRule', 2, 2, True, ('DL3042', 'DL3060'), (), ('pip', 'uv', 'poetry', 'npm', 'yarn')),
    ('ML301', 'unquoted-version-specifier', 'packaging', 'InstallRule', 3, 2, True, (), (), ('>', '<')),
    ('ML303', 'cpu-image-cuda-torch', 'packaging', 'BuildRule', 2, 1, True, (), (), ('pip', 'uv', 'poetry', 'pdm', 'conda', 'mamba')),
    ('ML304', 'cuda-version-mismatch', 'gpu', 'BuildRule', 3, None, True, (), (), ('pip', 'uv', 'poetry', 'pdm')),
    ('ML306', 'torch-family-mismatch', 'packaging', 'StageRule', 3, 1, True, (), (), ('pip', 'uv', 'poetry', 'pdm')),
    ('ML307', 'tensorflow-gpu-package', 'packaging', 'InstallRule', 3, 1, True, (), (), ('pip', 'uv', 'poetry', 'pdm')),
    ('ML308', 'sklearn-package-name', 'packaging', 'InstallRule', 3, 2, True, (), (), ()),
    ('ML317', 'flash-attn-build-isolation', 'packaging', 'InstallRule', 3, 1, True, (), (), ('pip',)),
    ('ML318', 'cuda-ext-no-arch-list', 'gpu', 'InstallRule', 2, None, True, (), (), ('pip',)),
    ('ML319', 'unbounded-compile-jobs', 'gpu', 'InstallRule', 1, 1, True, (), (), ('vllm', 'xformers')),
    ('ML401', 'model-weights-copied', 'model_artifacts', 'StageRule', 2, 1, True, (), (), ('copy', 'add')),
    ('ML501', 'dockerignore-missing', 'build_context', 'ContextRule', 2, 2, True, (), (), ()),
    ('ML503', 'dockerignore-incomplete', 'build_context', 'ContextRule', 2, 2, True, (), (), ()),
    ('ML504', 'dockerignore-gitignore-style', 'build_context', 'IgnoreFileRule', 2, 2, True, (), (), ()),
    ('ML603', 'cuda-stubs-in-ld-library-path', 'gpu', 'StageRule', 3, 2, True, (), (), ('ld_library_path',)),
    ('ML604', 'ld-library-path-overwrite', 'gpu', 'StageRule', 2, 2, True, (), (), ('ld_library_path',)),
    ('ML608', 'nvidia-apt-key-rotated', 'gpu', 'StageRule', 3, 1, True, (), (), ('7fa2af80',)),
    ('ML611', 'wrong-cuda-flavour', 'gpu', 'BuildRule', 3, 1, True, (), (), ('pip', 'uv', 'poetry', 'pdm')),
    ('ML612', 'nvcc-missing', 'gpu', 'InstallRule', 3, 1, True, (), (), ('pip',)),
    ('ML701', 'healthcheck-tool-missing', 'serving', 'HealthCheckRule', 3, 2, True, (), (), ()),
    ('ML702', 'healthcheck-no-start-period', 'serving', 'HealthCheckRule', 2, 2, True, (), (), ()),
    ('ML709', 'python-unbuffered', 'serving', 'StageRule', 1, 2, True, (), (), ('cmd', 'entrypoint')),
    ('ML801', 'ml-token-in-arg-env', 'secrets', 'BuildRule', 3, 1, True, ('DL3064', 'SecretsUsedInArgOrEnv'), (), ('env', 'arg')),
)
