import type { OnCall, Receiver } from './on-call.ts';

const DURATION = /^(\d+(ms|[smhdwy]))+$/;
const TIME = /^([01]\d|2[0-3]):[0-5]\d$|^24:00$/;
const TOPIC = /^arn:aws[\w-]*:sns:[a-z0-9-]+:\d{12}:[\w-]+(\.fifo)?$/;

/** Everything that is wrong with who is told of alerts, a sentence each. */
export function onCallProblems({ receivers, routes, otherwise }: OnCall): readonly string[] {
  const known = Object.keys(receivers);
  const names = known.length === 0 ? 'there are none' : `there are ${known.join(', ')}`;
  const missing = (where: string, name: string) =>
    known.includes(name) ? [] : [`${where} names the receiver "${name}", but ${names}; name one of them or add it`];
  return [
    ...missing('otherwise', otherwise),
    ...routes.flatMap(({ receiver, repeat, quietHours, severity, component }, index) => {
      const where = `routes[${index}]`;
      const times = (quietHours?.ranges ?? []).flatMap(({ from, to }) => [from, to]);
      return [
        ...missing(where, receiver),
        ...([severity, component].some((values) => values?.length === 0)
          ? [`${where} fits nothing, for a list of it is empty; leave the list out to fit everything`]
          : []),
        ...(repeat === undefined || DURATION.test(repeat)
          ? []
          : [`${where}.repeat is "${repeat}"; write a duration such as 4h or 30m`]),
        ...times
          .filter((time) => !TIME.test(time))
          .map((time) => `${where}.quietHours has the time "${time}"; write HH:MM, e.g. 22:00`),
      ];
    }),
    ...Object.entries(receivers).flatMap(([name, receiver]) => receiverProblems(`receivers.${name}`, receiver)),
  ];
}

function receiverProblems(where: string, receiver: Receiver): readonly string[] {
  if (receiver.kind === 'sns' && !TOPIC.test(receiver.topicArn)) {
    return [`${where}.topicArn is "${receiver.topicArn}"; write arn:aws:sns:<region>:<account>:<topic>`];
  }
  if (receiver.kind !== 'webhook' || URL.canParse(receiver.url)) return [];
  return [`${where}.url is "${receiver.url}"; write a URL such as https://alerts.example.org/in`];
}
