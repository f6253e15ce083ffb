/** The text that a hook gets, as a value. What is no JSON is named, never quoted. */

/** A payload, or why there is none: a name for the list of failures. */
export type Given = { readonly payload?: unknown; readonly flaw?: string };

export function parsePayload(text: string): Given {
  if (text.trim() === '') return { flaw: 'skip/no-payload' };
  try {
    return { payload: JSON.parse(text) };
  } catch (error) {
    if (error instanceof SyntaxError) return { flaw: 'skip/not-json' };
    throw error;
  }
}
