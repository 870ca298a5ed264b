/**
 * Days after which rows expire, as the environment has them.
 *
 * @throws Error that names the variable at fault
 */
export function retentionDays(variable: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const days = Number(text);
  if (Number.isInteger(days) && days > 0) return days;
  throw new Error(`environment variable ${variable} is '${text}'; it must be a whole number of days above 0`);
}
