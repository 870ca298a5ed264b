import fc from 'fast-check';
import { plainView } from '../../../../../lambda/common/moderation/normalise/plain.ts';

/** Blanks, line breaks, capitals and repetitions more often than chance would have them. */
const ascii = fc.string({ unit: fc.constantFrom(...'aAbB .\n\t!1'), maxLength: 40 });

test('a text of ASCII alone has the same form, and the same way back, as with a character of another script behind it', () => {
  fc.assert(
    fc.property(ascii, (text) => {
      const { text: form, starts, ends } = plainView(text);
      const longer = plainView(`${text}法`);
      expect(`${form}法`).toBe(longer.text);
      expect([...starts, text.length]).toEqual([...longer.starts]);
      expect([...ends, text.length + 1]).toEqual([...longer.ends]);
    }),
  );
});
