import { Archive } from 'lucide-react';
import type { Site } from '../base/client';
import { Data } from '../base/controls/Data';
import { useSay } from '../base/speech';

/** A site to which no portal has sent anything yet. */
export function NoArchives({ site }: { site: Site }) {
  const say = useSay();
  return (
    <section className="empty" aria-labelledby="empty-title">
      <Archive size={32} strokeWidth={1.25} />
      <h2 id="empty-title" className="section-title">
        {say('app.archives.none.title')}
      </h2>
      <p>
        {say('app.archives.none.text')} <Data>{site.name}</Data>
      </p>
      <p>{say('app.archives.none.next')}</p>
    </section>
  );
}
