import { createHindcast, withTelemetry, type HindcastOptions, type ToolCall, type Usage } from 'hindcast/sdk';

const options: HindcastOptions = { agent: 'strict', limits: { records: 100 } };
const hindcast = createHindcast(options);
const usage: Usage = { model: 'm', inputTokens: 1 };
const call: ToolCall = { tool: 'Bash', params: { command: 'ls' }, durationMs: 5 };
hindcast.usage(usage);
hindcast.call(call);

abstract class Base {
  constructor(readonly name: string) {}
  abstract run(): void;
}
class Concrete extends withTelemetry(Base) {
  override run(): void {
    hindcast.recordError(new Error(this.name), { file: 'a.ts' });
  }
}
new Concrete('name').run();
// @ts-expect-error An agent has a name.
void hindcast.invocation({}, () => 1);
// @ts-expect-error Only classes are watched.
withTelemetry({});
const undo: () => void = hindcast.captureUncaught();
undo();
