import { runCommand } from '../command-line.ts';
import { type RunningAgent, until } from '../running-agent.ts';

/** A person tells the agent the number of the only incident of which it does not know whether COC opened it. */
export async function decideOpened(agent: RunningAgent, incidentNum: string): Promise<void> {
  const undecided = async () => (await agent.metric('incidents{state="undecided"}')) === 1;
  await until('the agent does not know', undecided);
  const { text } = await agent.admin('/api/v1/incidents?state=undecided');
  const { incidents } = JSON.parse(text) as { incidents: { key: string }[] };
  const args = ['incidents', 'decide', incidents[0]?.key ?? '', '--opened', incidentNum];
  const decision = async () => (await runCommand(...args, '--admin', agent.adminUrl)).code === 0;
  await until('the decision is taken', decision);
}
