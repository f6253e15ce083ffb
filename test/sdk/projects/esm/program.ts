import { hindcast, withTelemetry, type Run } from 'hindcast/sdk';

class Agent {
  async execute(task: string): Promise<number> {
    return task.length;
  }
}
const Watched = withTelemetry(Agent);
const length: number = await new Watched().execute('task');
const read: string = await hindcast.invocation({ agent: 'writer', task: 'Write' }, async (run: Run) => {
  const text: string = await run.tool('Read', { file_path: 'a.md' }, async () => 'text');
  const size: number = run.tool('Count', { text }, () => text.length);
  run.usage({ model: 'claude-sonnet-4-5', inputTokens: 10, outputTokens: size });
  run.feedback({ rating: 4 });
  return text;
});
if (read !== 'text' || length !== 4) throw new Error('wrong');
await hindcast.flush();
