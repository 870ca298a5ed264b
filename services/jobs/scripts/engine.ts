import { HOPELESS } from './checkpoint.ts';

/** Builds an engine through the LLM API of TensorRT-LLM's engine backend, which the releases after 1.2 do not have. */
export const ENGINE_SCRIPT = `import json
import sys
from pathlib import Path


def main(recipe):
    if Path(recipe["done"]).exists():
        print("The version is there already; nothing is built.")
        return 0
    try:
        from tensorrt_llm._tensorrt_engine import LLM
        from tensorrt_llm.llmapi import BuildConfig, CalibConfig, QuantAlgo, QuantConfig
    except ImportError as error:
        print(f"{error}: use an image with TensorRT-LLM 1.2 or older; later ones build no engines.", file=sys.stderr)
        return ${HOPELESS}

    limits = recipe["limits"]
    options = {}
    if "format" in recipe:
        calibration = recipe["calibration"]
        formats = {
            "fp8": QuantAlgo.FP8,
            "int8": QuantAlgo.W8A8_SQ_PER_CHANNEL,
            "int4-awq": QuantAlgo.W4A16_AWQ,
        }
        options = {
            "quant_config": QuantConfig(quant_algo=formats[recipe["format"]]),
            "calib_config": CalibConfig(
                calib_dataset=calibration["texts"],
                calib_batches=calibration["samples"],
                calib_batch_size=1,
                calib_max_seq_length=calibration["maxTokens"],
            ),
        }
    llm = LLM(
        model=recipe["source"],
        tensor_parallel_size=recipe["tensorParallel"],
        build_config=BuildConfig(
            max_batch_size=limits["maxBatchSize"],
            max_input_len=limits["maxInputTokens"],
            max_seq_len=limits["maxSequenceTokens"],
            max_num_tokens=limits["maxBatchTokens"],
        ),
        **options,
    )
    llm.save(recipe["output"])
    return 0


# With several GPUs, processes start that read this file too.
if __name__ == "__main__":
    sys.exit(main(json.loads(Path(sys.argv[1]).read_text())))
`;
