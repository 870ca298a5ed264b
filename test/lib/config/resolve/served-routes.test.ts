import fc from 'fast-check';
import type { ModelRoute, RouteCandidate } from '../../../../lambda/router/contract/routes.ts';
import { releaseRoute, withReleases } from '../../../../lib/config/resolve/served-routes.ts';
import type { RoutedRelease } from '../../../../lib/config/resolve/served-targets.ts';

const release = (model: string, percent: number): RoutedRelease => ({ model, percent, target: { kind: 'echo' } });
const llama = [release('llama@v3', 90), release('llama@v4', 10), release('llama@v5', 0)];
const split = new Map([['llama', llama]]);
const route = (candidates: RouteCandidate[], strategy: ModelRoute['strategy'] = 'priority'): ModelRoute => ({
  ...{ strategy, splitBy: 'request', candidates },
});

test('a model with several releases is a route to them, by their shares; one without a share is left out', () => {
  expect(releaseRoute(llama)).toEqual(
    route(
      [
        { model: 'llama@v3', weight: 90 },
        { model: 'llama@v4', weight: 10 },
      ],
      'weighted',
    ),
  );
});

test('in front of others its releases share, and the others stay behind', () => {
  expect(withReleases(route([{ model: 'llama', when: { stream: true } }, { model: 'gpt' }]), split)).toEqual(
    route(
      [
        { model: 'llama@v3', weight: 90, when: { stream: true } },
        { model: 'llama@v4', weight: 10, when: { stream: true } },
        { model: 'gpt' },
      ],
      'weighted',
    ),
  );
});

test('behind others the stable release is asked before the next one', () => {
  expect(withReleases(route([{ model: 'gpt' }, { model: 'llama' }]), split).candidates.map(({ model }) => model)).toEqual([
    ...['gpt', 'llama@v3', 'llama@v4'],
  ]);
});

test('a route without such a model stays what it is', () => {
  const other = route([{ model: 'gpt', weight: 3 }], 'weighted');
  expect(withReleases(other, split)).toBe(other);
});

test('whatever the weights, a model keeps its share of a route, and each release its share of the model', () => {
  const weights = fc.array(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 2, maxLength: 5 });
  fc.assert(
    fc.property(weights, fc.integer({ min: 1, max: 99 }), (all, percent) => {
      const shares = new Map([['m0', [release('m0@a', percent), release('m0@b', 100 - percent)]]]);
      const written = route(
        all.map((weight, at) => ({ model: `m${at}`, weight })),
        'weighted',
      );
      const { candidates } = withReleases(written, shares);
      const total = all.reduce((sum, weight) => sum + weight, 0);
      const after = candidates.reduce((sum, { weight = 0 }) => sum + weight, 0);
      const share = (name: string) => (candidates.find(({ model }) => model === name)?.weight ?? 0) / after;
      expect(share('m1')).toBeCloseTo((all[1] ?? 0) / total, 10);
      expect(share('m0@a')).toBeCloseTo(((all[0] ?? 0) / total) * (percent / 100), 10);
    }),
  );
});
