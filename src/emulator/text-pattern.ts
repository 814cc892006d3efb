/** Checks a pattern: a text that is matched as it is, or a regular expression that begins with ^. */
export function isTextPattern(text: string): boolean {
  if (!text.startsWith('^')) return true;
  try {
    return new RegExp(text) instanceof RegExp;
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return false;
    throw thrown;
  }
}

/** True when a text equals a pattern, or matches it if it is a regular expression. */
export function matchesText(pattern: string, text: string): boolean {
  return pattern.startsWith('^') ? new RegExp(pattern).test(text) : pattern === text;
}
