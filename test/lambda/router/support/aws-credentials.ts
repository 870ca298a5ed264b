const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'never-shown' };

/** Gives the tests of a file credentials in the environment, and puts back what was there. */
export function useAwsCredentials(): void {
  const before = Object.fromEntries(Object.keys(CREDENTIALS).map((name) => [name, process.env[name]]));
  beforeAll(() => {
    Object.assign(process.env, CREDENTIALS);
  });
  afterAll(() => {
    for (const [name, value] of Object.entries(before)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  });
}
