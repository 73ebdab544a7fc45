import type { Command } from 'commander';
import { withSource } from '../../core/sources/kinds/registry';
import type { Retention } from '../../core/sources/model';
import { keepsAll } from '../../core/sources/retention';
import { probeSource } from '../../core/sources/survey';
import type { Say } from '../../shared/messages/catalogue';
import { withCommon } from '../base/common';
import { block, fields } from '../base/layout';
import { type ServerOptions, serverAddress, withServer } from '../base/options';
import type { Session } from '../base/session';
import { printable } from '../base/terminal';

/** `salvor ping`: whether the server answers to this API key, which site it is, and its fingerprint. */
export function addPing(program: Command, session: Session): void {
  const { say, terminal } = session;
  const command = program.command('ping').description(say('cli.ping.description'));
  withServer(withCommon(command, say), say).action(async (options: ServerOptions) => {
    const apiKey = await session.secrets.read('--api-key-file', options.apiKeyFile);
    const address = await serverAddress(options);
    await withSource({ address, apiKey }, async (source) => {
      const { site, fingerprint, proxy } = await probeSource(source, session.signal);
      const { id, name, version, retention } = site;
      const large = fingerprint === null ? null : terminal.strong(fingerprint.split(':').join('  '));
      session.finish({
        json: {
          server: address.url,
          version,
          site: { id, name },
          fingerprint,
          publicKey: site.publicKey,
          scopes: site.scopes,
          requireE2ee: site.requiresEncryption,
          encryptAtRest: site.encryptsAtRest,
          retention,
          proxy,
        },
        text: block(
          fields([
            [say('cli.ping.site'), printable(name)],
            [say('cli.ping.server'), say('cli.ping.server-version', { host: source.host, version })],
            [say('cli.ping.retention'), retentionText(say, retention)],
            [say('cli.ping.proxy'), proxy === null ? null : say('cli.ping.proxy-value', { proxy })],
          ]),
          large === null ? say('cli.ping.no-fingerprint') : `${say('cli.ping.fingerprint')}\n\n    ${large}\n`,
          fingerprint === null ? '' : say('cli.ping.compare', { fingerprint }),
        ),
      });
    });
  });
}

/** "0 days" of every tier would read as the opposite of what it means. */
function retentionText(say: Say, retention: Retention | null): string {
  if (retention === null) return say('cli.ping.retention-unknown');
  return keepsAll(retention) ? say('cli.ping.keeps-all') : say('cli.ping.tiers', retention);
}
