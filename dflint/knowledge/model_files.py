"""Which files hold the weights of a model, by the end of their names, and where weights are kept.

The pages in `source` were looked up on the day in `VERIFIED`. A row without one is what people call such files.
"""

from __future__ import annotations

from typing import NamedTuple

VERIFIED = "2026-11-23"


class WeightSuffix(NamedTuple):
    """The end of the names of weight files, in lower case.

    Where it `is_ambiguous`, files of another nature bear it too: then a name such as ``pytorch_model.bin`` has to speak
    for it (`WEIGHT_WORDS`), or a folder of `MODEL_DIRECTORIES`.
    """

    suffix: str
    format: str
    is_ambiguous: bool
    source: str = ""


_PYTORCH = "https://docs.pytorch.org/tutorials/beginner/saving_loading_models.html"
_NEMO = "https://docs.nvidia.com/nemo/speech/nightly/checkpoints/intro.html"
_KERAS = "https://keras.io/guides/serialization_and_saving/"
_GGUF = "https://github.com/ggml-org/ggml/blob/master/docs/gguf.md"
_TORCHSERVE = "https://github.com/pytorch/serve/blob/master/model-archiver/README.md"

WEIGHT_SUFFIXES = (
    WeightSuffix(".safetensors", "safetensors", False, _NEMO),
    WeightSuffix(".gguf", "GGUF", False, _GGUF),
    WeightSuffix(".ggml", "GGML", False, _GGUF),
    WeightSuffix(".onnx", "ONNX", False),
    WeightSuffix(".pt", "PyTorch", False, _PYTORCH),
    WeightSuffix(".pth", "PyTorch", False, _PYTORCH),
    WeightSuffix(".ckpt", "PyTorch Lightning", False, _NEMO),
    WeightSuffix(".keras", "Keras", False, _KERAS),
    WeightSuffix(".tflite", "LiteRT", False),
    WeightSuffix(".caffemodel", "Caffe", False),
    WeightSuffix(".pdparams", "PaddlePaddle", False),
    WeightSuffix(".mlmodel", "Core ML", False),
    WeightSuffix(".nemo", "NeMo", False, _NEMO),
    WeightSuffix(".mar", "TorchServe", False, _TORCHSERVE),
    WeightSuffix(".trt", "TensorRT", False),
    WeightSuffix(".engine", "TensorRT", True),
    WeightSuffix(".plan", "TensorRT", True),
    WeightSuffix(".h5", "HDF5", True, _KERAS),
    WeightSuffix(".hdf5", "HDF5", True, _KERAS),
    WeightSuffix(".bin", "", True),
    WeightSuffix(".pb", "TensorFlow", True),
    WeightSuffix(".pkl", "pickle", True),
    WeightSuffix(".pickle", "pickle", True),
    WeightSuffix(".joblib", "joblib", True),
    WeightSuffix(".msgpack", "Flax", True),
    WeightSuffix(".npz", "NumPy", True),
    WeightSuffix(".weights", "Darknet", True),
    WeightSuffix(".params", "MXNet", True),
)
"""The suffixes; ``.npy`` and ``.tar`` are left out, they are mostly data."""

WEIGHT_WORDS`), or a folder of `MODEL_DIRECTORIES`.
    """

    suffix: str
    format: str
    is_ambiguous: bool
    source: str = ""


_PYTORCH = "https://docs.pytorch.org/tutorials/beginner/saving_loading_models.html"
_KERAS = "https://keras.io/guides/serialization_and_saving/"
_SCIKIT_LEARN = "https://scikit-learn.org/stable/model_persistence.html"
_TENSORRT = "https://docs.nvidia.com/deeplearning/tensorrt/latest/"
_HUB = "https://huggingface.co/docs/huggingface_hub/guides/manage-cache"

WEIGHT_SUFFIXES = (
    WeightSuffix(".safetensors", "safetensors", False, "https://huggingface.co/docs/safetensors/index"),
    WeightSuffix(".gguf", "GGUF", False, "https://github.com/ggml-org/ggml/blob/master/docs/gguf.md"),
    WeightSuffix(".ggml", "GGML", False, "https://github.com/ggml-org/ggml/blob/master/docs/gguf.md"),
    WeightSuffix(".onnx", "ONNX", False, "https://onnx.ai/onnx/intro/concepts.html"),
    WeightSuffix(".pt", "PyTorch", False, _PYTORCH),
    WeightSuffix(".pth", "PyTorch", False, _PYTORCH),
    WeightSuffix(
        ".ckpt", "PyTorch Lightning", False, "https://lightning.ai/docs/pytorch/stable/common/checkpointing.html"
    ),
    WeightSuffix(".keras", "Keras", False, _KERAS),
    WeightSuffix(".tflite", "LiteRT", False, "https://ai.google.dev/edge/litert"),
    WeightSuffix(".caffemodel", "Caffe", False, "https://caffe.berkeleyvision.org/tutorial/net_layer_blob.html"),
    WeightSuffix(
        ".pdparams",
        "PaddlePaddle",
        False,
        "https://www.paddlepaddle.org.cn/documentation/docs/en/api/paddle/save_en.html",
    ),
    WeightSuffix(".mlmodel", "Core ML", False, "https://apple.github.io/coremltools/docs-guides/"),
    WeightSuffix(".nemo", "NeMo", False, "https://docs.nvidia.com/nemo-framework/user-guide/latest/"),
    WeightSuffix(".mar", "TorchServe", False, "https://docs.pytorch.org/serve/"),
    WeightSuffix(".engine", "TensorRT", True, _TENSORRT),
    WeightSuffix(".plan", "TensorRT", True, _TENSORRT),
    WeightSuffix(".trt", "TensorRT", False, _TENSORRT),
    WeightSuffix(".h5", "HDF5", True, _KERAS),
    WeightSuffix(".hdf5", "HDF5", True, _KERAS),
    WeightSuffix(".bin", "", True, _HUB),
    WeightSuffix(".pb", "TensorFlow", True, "https://www.tensorflow.org/guide/saved_model"),
    WeightSuffix(".pkl", "pickle", True, _SCIKIT_LEARN),
    WeightSuffix(".pickle", "pickle", True, _SCIKIT_LEARN),
    WeightSuffix(".joblib", "joblib", True, _SCIKIT_LEARN),
    WeightSuffix(".msgpack", "Flax", True, "https://huggingface.co/docs/transformers/main_classes/model"),
    WeightSuffix(".npz", "NumPy", True, "https://numpy.org/doc/stable/reference/generated/numpy.savez.html"),
    WeightSuffix(".weights", "Darknet", True, "https://github.com/AlexeyAB/darknet"),
    WeightSuffix(".params", "MXNet", True, "https://mxnet.apache.org/versions/1.9.1/api"),
)
"""The suffixes; ``.npy`` and ``.tar`` are left out, they are mostly data."""

WEIGHT_WORDS = frozenset(
    "model models weight weights checkpoint checkpoints ckpt pytorch tf flax params embedding embeddings encoder "
    "decoder lora adapter adapters ggml classifier regressor detector net network graph saved pipeline bert gpt llama "
    "whisper resnet yolo xgb lgbm lightgbm xgboost catboost fasttext word2vec variables".split()
)
"""Words in the name of a file with an ambiguous suffix that speak for weights."""

MODEL_DIRECTORIES = frozenset(
    "models model weights checkpoints checkpoint ckpt ckpts pretrained pretrained_models saved_model saved_models "
    "model_repository model_store model-store".split()
)
"""Folders that people keep weights in. Packages with code are called so too: somebody has to look inside."""

FILE_HEADS_OF_OTHERS = (b"#!", b"\x7fELF", b"MZ", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"!<arch>")
"""The first bytes of scripts, programs and libraries, which weights never start with (file(1), magic numbers)."""

PLATFORMS_WITHOUT_MOUNTS = ("public.ecr.aws/lambda/", "amazon/aws-lambda-")
"""How the images of AWS Lambda begin, which has no bind mounts: the code and what it loads are the image.

Source: https://docs.aws.amazon.com/lambda/latest/dg/images-create.html
"""
