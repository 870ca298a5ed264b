/** What is under way, for who watches. */
export interface Progress {
  /** Something of so many bytes begins, e.g. `uploading`. */
  begin(what: string, totalBytes: number): void;
  /** So many more bytes are done. */
  advance(bytes: number): void;
  /** What began is over. */
  end(): void;
}

/** A terminal, or anything that takes lines. */
interface Watcher {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

const REDRAW_MS = 100;
const STEP_PERCENT = 10;

/** A terminal gets one line that is drawn anew; a pipe gets a line for each tenth. @param now milliseconds */
export function progressOn(watcher: Watcher, now: () => number): Progress {
  let state = { what: '', total: 0, done: 0, began: 0, told: 0 };
  const percent = () => (state.total === 0 ? 100 : Math.floor((100 * state.done) / state.total));
  const text = () => {
    const seconds = (now() - state.began) / 1000;
    const speed = seconds > 0.5 ? `, ${sizeText(state.done / seconds)}/s` : '';
    return `${state.what}: ${percent()} %, ${sizeText(state.done)} of ${sizeText(state.total)}${speed}`;
  };
  return {
    begin(what, total) {
      const terminal = watcher.isTTY === true;
      state = { what, total, done: 0, began: now(), told: terminal ? now() : 0 };
      watcher.write(terminal ? text() : `${text()}\n`);
    },
    advance(bytes) {
      state.done += bytes;
      if (watcher.isTTY) {
        if (now() - state.told < REDRAW_MS) return;
        state.told = now();
        watcher.write(`\r\x1b[2K${text()}`);
      } else if (percent() >= state.told + STEP_PERCENT && percent() < 100) {
        state.told = percent() - (percent() % STEP_PERCENT);
        watcher.write(`${text()}\n`);
      }
    },
    end() {
      watcher.write(watcher.isTTY ? `\r\x1b[2K${text()}\n` : `${text()}\n`);
    },
  };
}

const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'];

/** e.g. `90.4 MB`. */
export function sizeText(bytes: number): string {
  const power = bytes < 1000 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
  return `${(bytes / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${UNITS[power]}`;
}
