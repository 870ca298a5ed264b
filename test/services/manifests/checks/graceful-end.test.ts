import { gracefulEndProblems } from '../../../../services/manifests/checks/graceful-end.ts';

const problems = (grace: number | undefined, option: string, sleep = 15) =>
  gracefulEndProblems({
    name: 'Deployment models/a',
    spec: {
      ...(grace !== undefined && { terminationGracePeriodSeconds: grace }),
      containers: [{ name: 'server', command: ['serve'], args: [option], lifecycle: { preStop: { sleep: { seconds: sleep } } } }],
    },
  });

test('a pod that has longer than its hook and its engine is fine', () => {
  expect(problems(76, '--exit-timeout-secs=60')).toEqual([]);
  expect(problems(76, '--shutdown-timeout=60')).toEqual([]);
});

test.each([
  [75, '--exit-timeout-secs=60'],
  [60, '--shutdown-timeout=60'],
  [undefined, '--shutdown-timeout=20'],
])('a grace period of %s with %s is refused', (grace, option) => {
  expect(problems(grace, option)).toEqual([expect.stringMatching(/set terminationGracePeriodSeconds above (75|35)$/)]);
});

test('a container that says nothing of its end is not judged', () => {
  expect(problems(1, '--port=80')).toEqual([]);
});
