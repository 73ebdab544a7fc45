import type { ServerView } from '../../shared/ipc/server-calls';
import { Data } from '../base/controls/Data';

/** A site, and the server that keeps its archives: sites of one name may be on several servers. */
export function SiteName({ server: { siteName, url } }: { server: ServerView }) {
  return (
    <>
      <Data title={siteName}>{siteName}</Data>
      <span className="batch-more">
        <Data title={url}>{URL.canParse(url) ? new URL(url).host : url}</Data>
      </span>
    </>
  );
}
