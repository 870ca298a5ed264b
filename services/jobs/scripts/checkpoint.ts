/** Exit code of a build that would fail again in the same way: the Job does not try it a second time. */
export const HOPELESS = 3;

/** Quantises with ModelOpt and writes Hugging Face's layout. No code of the model is run: `trust_remote_code` stays off. */
export const CHECKPOINT_SCRIPT = `import json
import sys
from itertools import islice
from pathlib import Path

recipe = json.loads(Path(sys.argv[1]).read_text())
if Path(recipe["done"]).exists():
    sys.exit(print("The version is there already; nothing is built."))

try:
    import torch
    import modelopt.torch.quantization as mtq
    from modelopt.torch.export import export_hf_checkpoint
    from transformers import AutoModelForCausalLM, AutoTokenizer
except ImportError as error:
    print(f"{error}: use an image with ModelOpt, such as that of TensorRT-LLM.", file=sys.stderr)
    sys.exit(${HOPELESS})

torch.manual_seed(0)
calibration = recipe["calibration"]
formats = {"fp8": mtq.FP8_DEFAULT_CFG, "int4-awq": mtq.INT4_AWQ_CFG}


def texts():
    for file in sorted(Path(calibration["texts"]).glob("*.jsonl")):
        with file.open() as lines:
            yield from (json.loads(line)["text"] for line in lines)


samples = list(islice(texts(), calibration["samples"]))
if len(samples) < calibration["samples"]:
    print(f"The texts have {len(samples)} lines of {calibration['samples']}: push more, or lower samples.", file=sys.stderr)
    sys.exit(${HOPELESS})

tokenizer = AutoTokenizer.from_pretrained(recipe["source"])
model = AutoModelForCausalLM.from_pretrained(recipe["source"], torch_dtype="auto", device_map="auto")


def calibrate(model):
    with torch.inference_mode():
        for text in samples:
            tokens = tokenizer(text, return_tensors="pt", truncation=True, max_length=calibration["maxTokens"])
            model(**tokens.to(model.device))


model = mtq.quantize(model, formats[recipe["format"]], calibrate)
with torch.inference_mode():
    export_hf_checkpoint(model, export_dir=recipe["output"])
tokenizer.save_pretrained(recipe["output"])
`;
