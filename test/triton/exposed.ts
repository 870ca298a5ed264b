/** The value of a counter of one model, in Prometheus's text. */
export function counted(text: string, name: string, model: string): number {
  const lines = text.split('\n').filter((line) => line.startsWith(`${name}{`) && line.includes(`model="${model}"`));
  return lines.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' '))), 0);
}
