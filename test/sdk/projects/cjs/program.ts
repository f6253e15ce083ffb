import sdk = require('hindcast/sdk');

const hindcast: sdk.Hindcast = sdk.createHindcast({ agent: 'my-program' });
const id: string = hindcast.logInvocation({ agentName: 'writer', stateFeatures: { task: { type: 'plan' } } });
hindcast.updateInvocation({
  invocationId: id,
  durationSeconds: 1.5,
  outcomeStatus: 'success',
  filesModified: ['a.md'],
});
hindcast.logSuccessMetric({ invocationId: id, success: true, qualityRating: 4 });
void hindcast.flush();
