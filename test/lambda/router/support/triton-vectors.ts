import type { UpstreamHeaders } from '../../../../lambda/router/domain/ports.ts';

type Rows = readonly (readonly number[])[];

const shapeOf = (rows: Rows) => [rows.length, rows[0]?.length ?? 0];

/** What Triton answers to `infer` with the binary extension: JSON, then the floats. */
export function tritonVectors(rows: Rows): { readonly body: Buffer; readonly headers: UpstreamHeaders } {
  const floats = Float32Array.from(rows.flat());
  const parameters = { binary_data_size: floats.byteLength };
  const outputs = [{ name: 'EMBEDDING', datatype: 'FP32', shape: shapeOf(rows), parameters }];
  const json = Buffer.from(JSON.stringify({ model_name: 'minilm', model_version: '1', outputs }));
  return {
    body: Buffer.concat([json, Buffer.from(floats.buffer)]),
    headers: { 'content-type': 'application/octet-stream', 'inference-header-content-length': String(json.length) },
  };
}

/** The same without that extension. */
export const jsonVectors = (data: readonly unknown[], rows: Rows): Buffer =>
  Buffer.from(JSON.stringify({ outputs: [{ name: 'EMBEDDING', datatype: 'FP32', shape: shapeOf(rows), data }] }));
