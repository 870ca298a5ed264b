/** What plain data holds at a path; undefined when it holds nothing there. */
export function valueAt(data: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce((value, key) => (hasOwn(value, key) ? Reflect.get(value, key) : undefined), data);
}

/** Whether a value is an object or list with something of its own under the key. */
export function hasOwn(value: unknown, key: PropertyKey): value is object {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key);
}
