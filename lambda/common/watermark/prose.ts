/**
 * Follows a text and says where it is prose: outside of code blocks and code in lines, of JSON and other brackets, of tables and of tags.
 * Reads one UTF-16 unit after the other, so that it does not matter how a text is cut.
 */
export class Prose {
  #fence = '';
  #line = '';
  #ticks = 0;
  #isInCode = false;
  #brackets = 0;
  #isData: boolean | undefined;

  /** Whether a mark would be between words of prose, after what was read until now. */
  get isHere(): boolean {
    return (
      this.#fence === '' &&
      !this.#isInCode &&
      this.#ticks === 0 &&
      this.#brackets === 0 &&
      !this.#isData &&
      !NO_PROSE.test(this.#line)
    );
  }

  read(unit: string): void {
    // A text that begins like JSON is JSON, whatever follows.
    if (this.#isData === undefined && /\S/.test(unit)) this.#isData = unit === '{' || unit === '[';
    if (unit === '`') this.#ticks += 1;
    else this.#endTicks();
    if (unit === '\n') this.#endLine();
    else if (this.#line.length < LONGEST_START) this.#line += unit;
    if (this.#fence !== '' || this.#isInCode) return;
    if (unit === '{' || unit === '[' || unit === '<') this.#brackets += 1;
    else if ((unit === '}' || unit === ']' || unit === '>') && this.#brackets > 0) this.#brackets -= 1;
  }

  /** One or two ticks begin or end code in a line; three or more at its start are a fence. */
  #endTicks(): void {
    if (this.#ticks === 0) return;
    const isFence = this.#ticks >= 3 && /^\s{0,8}`+$/.test(this.#line.slice(0, LONGEST_START));
    if (!isFence && this.#fence === '') this.#isInCode = !this.#isInCode;
    this.#ticks = 0;
  }

  #endLine(): void {
    const [fence] = /^(?:`{3,}|~{3,})/.exec(this.#line.trimStart()) ?? [];
    if (fence !== undefined)
      this.#fence = this.#fence === '' ? fence.slice(0, 3) : fence.startsWith(this.#fence) ? '' : this.#fence;
    // Code in a line ends with the line; so does what looked like a tag and was a comparison.
    this.#isInCode = false;
    if (this.#line === '') this.#brackets = 0;
    this.#line = '';
  }
}

/** The start of a line tells what it is. */
const LONGEST_START = 24;

/** Lines that are indented like code, rows of tables, and fences while they are written. */
const NO_PROSE = /^(?: {4}|\t|\s*\||\s*```|\s*~~~|\s*[{}[\]<])/;
