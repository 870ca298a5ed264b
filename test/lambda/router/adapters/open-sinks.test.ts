import { PassThrough } from 'node:stream';
import { OpenSinks } from '../../../../lambda/router/adapters/open-sinks.ts';
import { StreamSink } from '../../../../lambda/router/adapters/response-sinks.ts';

const sinkOf = () => new StreamSink(new PassThrough(), { from: (stream) => stream });

test('those under way are stopped, those that are over are not, and places are used again', () => {
  const open = new OpenSinks();
  const [over, under, later] = [sinkOf(), sinkOf(), sinkOf()];
  const place = open.add(over);
  open.add(under);
  open.remove(place);
  expect(open.add(later)).toBe(place);
  open.stop();
  expect([over, under, later].map(({ closed }) => closed.aborted)).toEqual([false, true, true]);
});
