interface Inference {
  readonly outputs: readonly { readonly name: string; readonly data: readonly number[] }[];
}

/** What a model answers to one row. */
export interface Inferred {
  readonly status: number;
  readonly text: string;
  /** The first number of the first output. */
  readonly value: number | undefined;
}

/** Asks KServe's infer with one tensor of one row. `where` is a model's name, or `<name>/versions/<version>`. */
export async function infer(url: string, where: string, name: string, datatype: string, value: number): Promise<Inferred> {
  const response = await fetch(`${url}/v2/models/${where}/infer`, {
    method: 'POST',
    body: JSON.stringify({ inputs: [{ name, datatype, shape: [1, 1], data: [value] }] }),
  });
  const text = await response.text();
  return { status: response.status, text, value: response.ok ? (JSON.parse(text) as Inference).outputs[0]?.data[0] : undefined };
}
