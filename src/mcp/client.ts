/** The client whose hooks call the server: without its parser, which a server has no use for. */

import { readHook } from '../sources/claude-code/hook.ts';
import type { Source } from '../sources/define.ts';

export const CLIENT: Pick<Source, 'id' | 'hook'> = { id: 'claude-code', hook: readHook };
