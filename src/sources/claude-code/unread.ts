/**
 * What the parser of transcripts never reads, by place: the reader leaves it out. Only names that are known are here, so whatever a new
 * version of the client adds arrives. Parameters of calls are not here: their sizes are counted.
 */

import type { Drop } from '../define.ts';

const BLOCKS: Drop = { thinking: true, signature: true, caller: true, citations: true };

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
  structuredPatch: { oldStart: true, oldLines: true, newStart: true, newLines: true },
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
