import { imageProblems } from '../../../../services/manifests/checks/images.ts';

const problems = (image?: string) =>
  imageProblems({ name: 'Pod models/a', spec: { containers: [{ name: 'server', ...(image !== undefined && { image }) }] } });

test('an image by digest is fine', () => {
  expect(problems(`docker.io/vllm/vllm-openai@sha256:${'a'.repeat(64)}`)).toEqual([]);
});

test.each(['docker.io/vllm/vllm-openai:v0.29.0', 'localhost:5000/vllm', `vllm@sha256:${'a'.repeat(63)}`, undefined])(
  'the image %s is refused',
  (image) => {
    expect(problems(image)).toEqual([expect.stringContaining('name it by digest')]);
  },
);

test('an image that is a volume is named by digest too', () => {
  const volume = (reference: string) =>
    imageProblems({ name: 'Pod models/a', spec: { volumes: [{ name: 'weights', image: { reference } }] } });
  expect(volume(`ghcr.io/acme/weights@sha256:${'a'.repeat(64)}`)).toEqual([]);
  expect(volume('ghcr.io/acme/weights:3')).toEqual([
    expect.stringContaining('the image of volume weights is ghcr.io/acme/weights:3'),
  ]);
});

test('the fix keeps the repository, its port and all', () => {
  expect(problems('localhost:5000/vllm:v1')).toEqual([expect.stringContaining('localhost:5000/vllm@sha256:…')]);
});
