/**
 * What the parser of transcripts never reads, by place: the reader leaves it out. Only names that are known are here, so whatever a new
 * version of the client adds arrives. Of parameters and results of calls the sizes are counted, so those stay.
 */

import type { Drop } from '../define.ts';

/** Parameters of calls that are never a call's target. */
const INPUT: Drop = {
  content: 'size',
  description: 'size',
  new_source: 'size',
  new_string: 'size',
  old_string: 'size',
  plan: 'size',
  prompt: 'size',
  todos: { content: 'size', activeForm: 'size' },
};

/** `content` is that of a result: its words are read when it is an error, and then the whole record is kept longer. */
const BLOCKS: Drop = { thinking: true, signature: true, caller: true, citations: true, content: 'size', input: INPUT };

const MESSAGE: Drop = {
  role: true,
  type: true,
  stop_sequence: true,
  stop_details: true,
  container: true,
  context_management: true,
  diagnostics: true,
  usage: { iterations: true },
  content: BLOCKS,
};

/** The client's own copy of a result. Its size is that of the result, which is counted there. */
const RESULT: Drop = {
  type: true,
  file: true,
  filePath: true,
  oldString: true,
  newString: true,
  originalFile: true,
  userModified: true,
  replaceAll: true,
  stdout: true,
  stderr: true,
  isImage: true,
  noOutputExpected: true,
  content: true,
  mode: true,
  filenames: true,
  numFiles: true,
  numLines: true,
  oldTodos: true,
  newTodos: true,
  results: true,
  result: true,
  prompt: true,
  usage: true,
  // The first character of a line says whether it was added.
  structuredPatch: { oldStart: true, oldLines: true, newStart: true, newLines: true, lines: 'size' },
};

const ROW: Drop = {
  userType: true,
  thinkingMetadata: true,
  todos: true,
  snapshot: true,
  content: true,
  summary: true,
  slug: true,
  sourceToolAssistantUUID: true,
  toolUseID: true,
  parentToolUseID: true,
  hookInfos: true,
  compactMetadata: true,
  message: MESSAGE,
  toolUseResult: RESULT,
};

export const UNREAD: Drop = {
  ...ROW,
  attachment: { content: true, stdout: true, stderr: true },
  data: { output: true, fullOutput: true, prompt: true, normalizedMessages: true, message: ROW },
};
