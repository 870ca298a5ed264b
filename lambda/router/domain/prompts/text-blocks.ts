/** Lines that belong together: a paragraph, or code between fences. */
export interface TextBlock {
  readonly text: string;
  readonly isCode: boolean;
}

const FENCE = /^ {0,3}(`{3,}|~{3,})/;

/** A text's blocks with the line ends between them: joined by a line end each, they are the text again. A blank line is a block too. */
export function blocksOf(text: string): readonly TextBlock[] {
  const blocks: TextBlock[] = [];
  let lines: string[] = [];
  let fence: string | undefined;
  const close = (isCode: boolean) => {
    if (lines.length > 0) blocks.push({ text: lines.join('\n'), isCode });
    lines = [];
  };
  for (const line of text.split('\n')) {
    const mark = FENCE.exec(line)?.[1];
    if (fence !== undefined) {
      lines.push(line);
      if (mark?.startsWith(fence)) {
        fence = undefined;
        close(true);
      }
      continue;
    }
    if (mark !== undefined) {
      close(false);
      fence = mark;
      lines.push(line);
    } else if (line.trim() === '') {
      close(false);
      blocks.push({ text: line, isCode: false });
    } else lines.push(line);
  }
  close(fence !== undefined);
  return blocks;
}
