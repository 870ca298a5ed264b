/** What came of one request. */
export interface Outcome<T> {
  /** What was going on when it began; undefined when that had changed before its answer. */
  readonly during: string | undefined;
  readonly answer: T;
}

/** Clients that ask all the time. */
export interface Load<T> {
  /** Names what goes on from now, and waits until so many requests have been answered during it. */
  readonly during: (name: string, requests: number) => Promise<void>;
  readonly outcomes: readonly Outcome<T>[];
  readonly end: () => Promise<void>;
}

/** Starts clients that each ask again as soon as they have an answer, until the end. */
export function startLoad<T>(clients: number, ask: (request: number) => Promise<T>): Load<T> {
  const outcomes: Outcome<T>[] = [];
  const state = { name: '', ended: false, asked: 0, reached: () => {} };
  const client = async () => {
    while (!state.ended) {
      const began = state.name;
      const answer = await ask(state.asked++);
      outcomes.push({ during: began === state.name ? began : undefined, answer });
      state.reached();
    }
  };
  const running = Promise.all(Array.from({ length: clients }, client));
  const during = async (name: string, requests: number) => {
    state.name = name;
    const count = () => outcomes.filter((outcome) => outcome.during === name).length;
    const reached = new Promise<void>((resolve) => {
      state.reached = () => {
        if (count() >= requests) resolve();
      };
    });
    await Promise.race([reached, running]);
  };
  return {
    ...{ outcomes, during },
    end: async () => {
      state.ended = true;
      await running;
    },
  };
}
