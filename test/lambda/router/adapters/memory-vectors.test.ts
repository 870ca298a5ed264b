import fc from 'fast-check';
import { memoryVectors } from '../../../../lambda/router/adapters/memory-vectors.ts';

const unit = (angle: number): Float32Array => Float32Array.of(Math.cos(angle), Math.sin(angle));

const at = (partition: string, vector: Float32Array) => ({ tenant: 't', model: 'm', partition, vector });

test('the nearest of a partition is found, with the cosine, and others are not seen', async () => {
  const turn = fc.double({ min: -3, max: 3, noNaN: true });
  await fc.assert(
    fc.asyncProperty(fc.array(turn, { minLength: 1, maxLength: 20 }), turn, async (angles, asked) => {
      const vectors = memoryVectors();
      for (const [index, angle] of angles.entries()) await vectors.upsert(at('p', unit(angle)), String(index), 1_000);
      await vectors.upsert(at('q', unit(asked)), 'other', 1_000);
      const found = await vectors.nearest(at('p', unit(asked)));
      const cosines = angles.map((angle) => Math.cos(angle - asked));
      expect(found?.similarity).toBeCloseTo(Math.max(...cosines), 5);
      expect(cosines[Number(found?.id)]).toBeCloseTo(Math.max(...cosines), 5);
    }),
  );
});

test('an empty partition, or one of other lengths, has none', async () => {
  const vectors = memoryVectors();
  expect(await vectors.nearest(at('p', unit(1)))).toBeUndefined();
  await vectors.upsert(at('p', Float32Array.of(1)), 'a', 1_000);
  expect(await vectors.nearest(at('p', unit(1)))).toBeUndefined();
});

test('a vector is replaced by its id, and gone when its time is over', async () => {
  let now = 0;
  const vectors = memoryVectors(() => now);
  await vectors.upsert(at('p', unit(0)), 'a', 1_000);
  await vectors.upsert(at('p', unit(1)), 'a', 2_000);
  expect((await vectors.nearest(at('p', unit(1))))?.similarity).toBeCloseTo(1, 6);
  now = 1_999;
  expect(await vectors.nearest(at('p', unit(1)))).toBeDefined();
  now = 2_000;
  expect([await vectors.nearest(at('p', unit(1))), vectors.bytes]).toEqual([undefined, 0]);
});

test('whatever comes, memory stays within its bounds, and the newest is there', async () => {
  const step = fc.record({ partition: fc.constantFrom('p', 'q', 'r'), id: fc.nat(20), length: fc.integer({ min: 1, max: 64 }) });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 60 }), async (steps) => {
      const vectors = memoryVectors(() => 0, { maxBytes: 3_000, maxInPartition: 4 });
      for (const { partition, id, length } of steps) {
        const vector = new Float32Array(length).fill(1 / Math.sqrt(length));
        await vectors.upsert(at(partition, vector), String(id), 1);
        expect(vectors.bytes).toBeLessThanOrEqual(3_000);
        expect((await vectors.nearest(at(partition, vector)))?.similarity).toBeCloseTo(1, 4);
      }
    }),
  );
});

test('a partition holds so many and no more; the oldest go first', async () => {
  const vectors = memoryVectors(() => 0, { maxInPartition: 2 });
  for (const [index, id] of ['a', 'b', 'c'].entries()) await vectors.upsert(at('p', unit(index)), id, 1);
  expect((await vectors.nearest(at('p', unit(0))))?.id).toBe('b');
});
