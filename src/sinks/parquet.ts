/** Events as one Parquet file: what pandas, DuckDB, Spark and the like read fastest. */

import { quoted } from '../store/merge.ts';
import { defineSink } from './define.ts';
import { KIND_OPTION, columnsOf, eventQuery } from './event-columns.ts';

export default defineSink('parquet', {
  title: 'Parquet',
  summary:
    'Every event as one Parquet file (zstd): a row for each, a column for each field of the event, instants in UTC.',
  cannotHold: 'Nothing is lost; attributes are JSON texts.',
  name: 'hindcast-events.parquet',
  options: KIND_OPTION,
  makes: 'table',
  table: (options) => ({
    query: eventQuery(
      columnsOf(options).map(({ name }) => quoted(name)),
      options,
    ),
    format: 'format parquet, compression zstd',
  }),
});
