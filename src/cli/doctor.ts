/** `tidemark doctor`: what would go wrong, before it does. */

import { jsonDocument } from '../render/json-document.ts';
import { untrustedTerminal } from '../render/untrusted.ts';
import { doctorFacts } from '../run/doctor.ts';
import type { DoctorFinding } from '../run/doctor-finding.ts';
import { doctorFindings } from '../run/doctor-findings.ts';
import { outsideOf } from '../run/doctor-outside.ts';
import { realPace } from '../run/pace.ts';
import type { Call, ExitCode } from './command.ts';

export async function run(call: Call): Promise<ExitCode> {
  const { global, options, terminal } = call;
  terminal.progress('looking around');
  const facts = await doctorFacts({
    folder: global.fleet,
    now: global.now,
    env: terminal.env,
    outside: options.flag('offline') ? undefined : outsideOf(forgeOrder(call)),
  });
  terminal.progress('');
  const findings = doctorFindings(facts);
  const worst = findings.some(({ is }) => is === 'bad')
    ? 'bad'
    : findings.some(({ is }) => is === 'warn')
      ? 'warn'
      : 'ok';
  if (global.format === 'json') terminal.print(jsonDocument({ worst, findings }));
  else terminal.print(text(findings, call));
  terminal.actions?.outputs({ worst });
  return worst === 'bad' ? 1 : 0;
}

function forgeOrder({ global, options, terminal }: Call): Parameters<typeof outsideOf>[0] {
  const named = options.text('forge');
  return {
    folder: global.fleet,
    env: terminal.env,
    named: named === 'local' || named === 'github' ? named : undefined,
    pace: realPace,
    say: (line) => terminal.say(untrustedTerminal(line)),
  };
}

function text(findings: readonly DoctorFinding[], { global, terminal }: Call): string {
  const { paint } = terminal;
  const words = { ok: paint.good('ok  '), warn: paint.warning('warn'), bad: paint.error('bad ') };
  const shown = global.quiet ? findings.filter(({ is }) => is !== 'ok') : findings;
  const width = Math.max(0, ...shown.map(({ check }) => check.length));
  const lines = shown.map(({ check, is, says, advice }) => {
    const line = `${words[is]}  ${check.padEnd(width)}  ${untrustedTerminal(says)}`;
    return advice === '' ? line : `${line}. ${untrustedTerminal(advice)}`;
  });
  const count = (kind: DoctorFinding['is']): number => findings.filter(({ is }) => is === kind).length;
  const total = `${count('bad')} bad, ${count('warn')} to look at, ${count('ok')} well.`;
  return [...lines, ...(global.quiet ? [] : ['', total])].join('\n');
}
