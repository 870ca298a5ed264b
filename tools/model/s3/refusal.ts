/** S3 did not do what it was asked for. */
export class S3Refusal extends Error {
  readonly status: number;
  /** S3's own, e.g. `PreconditionFailed`. */
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }

  /** The same call may succeed later. 409 is what a conditional write gets while another one is under way. */
  get passing(): boolean {
    return this.status >= 500 || this.status === 429 || this.status === 409 || this.code === 'RequestTimeout';
  }
}

/** Gives undefined for a refusal because the key, or the upload, does not exist. */
export function unlessMissing(error: unknown): undefined {
  if (error instanceof S3Refusal && error.status === 404 && error.code !== 'NoSuchBucket') return;
  throw error;
}

/** Gives undefined for a refusal because of what is at the key: the call had made that its condition. */
export function unlessRefused(error: unknown): undefined {
  if (error instanceof S3Refusal && (error.status === 412 || error.code === 'NoSuchKey')) return;
  throw error;
}
