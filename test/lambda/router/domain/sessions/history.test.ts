import fc from 'fast-check';
import type { ChatMessage } from '../../../../../lambda/router/domain/openai/chat-message.ts';
import { bytesOf, historyFor } from '../../../../../lambda/router/domain/sessions/history.ts';
import type { Turn } from '../../../../../lambda/router/domain/sessions/store.ts';

const user = (content: string): ChatMessage => ({ role: 'user', content });
const assistant = (content: string): ChatMessage => ({ role: 'assistant', content });
const calling = (...ids: readonly string[]) =>
  ({ role: 'assistant', content: null, tool_calls: ids.map((id) => ({ id })) }) as ChatMessage;
const result = (id: string) => ({ role: 'tool', content: `result of ${id}`, tool_call_id: id }) as ChatMessage;
const turn = (...messages: readonly ChatMessage[]): Turn => ({ messages });

const PLENTY = 1_000_000;
const NEW = [user('new')];

test('turns come in their order', () => {
  const turns = [turn(user('1'), assistant('a')), turn(user('2'), assistant('b'))];
  expect(historyFor(turns, NEW, PLENTY)).toEqual([user('1'), assistant('a'), user('2'), assistant('b')]);
});

test('the oldest turns are left out, as wholes, until the rest fits', () => {
  const turns = [turn(user('1'), assistant('a')), turn(user('2'), assistant('b')), turn(user('3'), assistant('c'))];
  const two = bytesOf(turns[1]?.messages ?? []) + bytesOf(turns[2]?.messages ?? []);
  expect(historyFor(turns, NEW, two)).toEqual([user('2'), assistant('b'), user('3'), assistant('c')]);
  expect(historyFor(turns, NEW, two - 1)).toEqual([user('3'), assistant('c')]);
  expect(historyFor(turns, NEW, 1)).toEqual([]);
});

test('a tool call is left out together with its result', () => {
  const turns = [turn(user('1'), calling('x')), turn(result('x'), assistant('a')), turn(user('2'), assistant('b'))];
  const all = turns.reduce((sum, { messages }) => sum + bytesOf(messages), 0);
  expect(historyFor(turns, NEW, all)).toHaveLength(6);
  expect(historyFor(turns, NEW, all - 1)).toEqual([user('2'), assistant('b')]);
});

test('new results find their call, however large its group is', () => {
  const turns = [turn(user('1'), assistant('a')), turn(user('2'), calling('x', 'y'))];
  expect(historyFor(turns, [result('x'), result('y')], 1)).toEqual([user('2'), calling('x', 'y')]);
});

test('a call that nobody answered is left out, as no model takes it', () => {
  const turns = [turn(user('1'), calling('x')), turn(user('2'), assistant('b'))];
  expect(historyFor(turns, NEW, PLENTY)).toEqual([user('2'), assistant('b')]);
});

test('a turn of a parallel request does not come between a call and its result', () => {
  const turns = [turn(user('1'), calling('x')), turn(user('2'), assistant('b')), turn(result('x'), assistant('a'))];
  expect(historyFor(turns, NEW, PLENTY)).toEqual([
    user('1'),
    calling('x'),
    result('x'),
    assistant('a'),
    user('2'),
    assistant('b'),
  ]);
});

test('the call that new results belong to stands last', () => {
  const turns = [turn(user('1'), calling('x')), turn(user('2'), assistant('b'))];
  expect(historyFor(turns, [result('x')], PLENTY)).toEqual([user('2'), assistant('b'), user('1'), calling('x')]);
});

test('a result whose call has expired is left out', () => {
  expect(historyFor([turn(result('x'), assistant('a'))], NEW, PLENTY)).toEqual([]);
});

test('of calls with the same id the latest is meant', () => {
  const turns = [turn(user('1'), calling('call_0')), turn(user('2'), calling('call_0'))];
  expect(historyFor(turns, [result('call_0')], PLENTY)).toEqual([user('2'), calling('call_0')]);
});

const ids = fc.constantFrom('x', 'y', 'z');
const anyTurn = fc.oneof(
  fc.constant(turn(user('u'), assistant('a'))),
  ids.map((id) => turn(user('u'), calling(id))),
  ids.map((id) => turn(result(id), assistant('a'))),
  fc.tuple(ids, ids).map(([one, two]) => turn(result(one), calling(two))),
);

test('whatever the turns and the room, every result follows its call, and every call is answered', () => {
  fc.assert(
    fc.property(
      fc.array(anyTurn, { maxLength: 12 }),
      fc.option(ids, { nil: undefined }),
      fc.integer({ min: 0, max: 600 }),
      (turns, id, room) => {
        const added = id === undefined ? NEW : [result(id)];
        const all = [...historyFor(turns, added, room), ...added] as (ChatMessage & {
          tool_calls?: { id: string }[];
          tool_call_id?: string;
        })[];
        const open = new Set<string>();
        for (const message of id === undefined ? all : all.slice(0, -1)) {
          if (message.role === 'tool') expect(open.delete(message.tool_call_id ?? '')).toBe(true);
          else if (message.role === 'user') expect(open.size).toBe(0);
          for (const call of message.tool_calls ?? []) open.add(call.id);
        }
        if (id === undefined) expect(open.size).toBe(0);
        else if (open.size > 0) expect([...open]).toEqual([id]);
      },
    ),
  );
});
