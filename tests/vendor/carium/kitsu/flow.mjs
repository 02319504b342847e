// What a program on Kitsu does with Carium: lists page by page, reads with what is related, creates, changes, deletes,
// and is told what is wrong. Every answer is looked at by jsonapi-validator as it came. Prints what happened.
import { createRequire } from 'node:module';
import Kitsu from 'kitsu';

const { Validator } = createRequire(import.meta.url)('jsonapi-validator');
const block = JSON.parse(process.env.BLOCK);
const validator = new Validator();
const looked = { documents: 0, unsound: [] };

function look(answer) {
  if (answer && answer.data && !(answer.config.url || '').endsWith('login/')) {
    looked.documents += 1;
    try {
      validator.validate(answer.data);
    } catch (error) {
      looked.unsound.push({ url: answer.config.url, errors: error.errors.map((each) => `${each.dataPath} ${each.message}`) });
    }
  }
}

const login = await fetch(`${block.base_url}/identity/v1/login/`, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({ username: block.username, password: block.password }),
});
const token = (await login.json())['access-token'];

function service(path) {
  const api = new Kitsu({
    baseURL: `${block.base_url}/${path}`,
    camelCaseTypes: false,
    pluralize: false,
    resourceCase: 'kebab',
    query: 'modern',
    headers: { Authorization: `Bearer ${token}` },
  });
  api.interceptors.response.use(
    (answer) => (look(answer), answer),
    (error) => {
      look(error.response);
      throw error;
    },
  );
  return api;
}

const caredb = service('caredb/v1');
const showboat = service('showboat/v1');
const said = {};

const listed = [];
for (let offset = 0, total = 1; offset < total; offset += 4) {
  const page = await caredb.get('org-appointments', { params: { page: { limit: 4, offset }, sort: '-start-time' } });
  total = page.meta['page[total]'];
  listed.push(...page.data.map((each) => each['start-time']));
}
said.listed = listed.length;
said.sorted = listed.every((each, at) => at === 0 || listed[at - 1] >= each);

const patient = (await showboat.get('patients', { params: { page: { limit: 1 } } })).data[0];
const first = async (type) => (await caredb.get(type, { params: { page: { limit: 1 } } })).data[0].id;
const created = (
  await caredb.create('org-appointments', {
    'organization-id': block.organization_id,
    'individual-id': patient.id,
    'practitioner-id': await first('org-practitioners'),
    'status-id': await first('org-appointment-statuses'),
    'type-id': await first('org-appointment-types'),
    'start-time': '2030-05-01T09:00:00Z',
    'end-time': '2030-05-01T09:30:00Z',
    'add-video-channel': true,
  })
).data;
said.start = created['start-time'];

const found = (
  await caredb.get(`org-appointments/${created.id}`, { params: { include: 'individual.individual-groups,practitioner' } })
).data;
said.individual = found.individual.data['last-name'] === patient['last-name'];
said.practitioner = typeof found.practitioner.data.name;
said.groups = found.individual.data['individual-groups'].data.length === patient['individual-group-ids'].length;

const sparse = (
  await caredb.get(`org-appointments/${created.id}`, { params: { fields: { 'org-appointments': 'location' } } })
).data;
said.sparse = Object.keys(sparse).filter((name) => !['id', 'type', 'links', 'meta'].includes(name));

said.patched = (await caredb.patch('org-appointments', { id: created.id, location: 'Virtual' })).data.location;
try {
  await caredb.patch('org-appointments', { id: created.id, 'start-time': 'soon', location: 'Nowhere' });
} catch (error) {
  said.refused = error.errors.map((each) => [each.status, each.source.pointer]);
}
said.kept = (await caredb.get(`org-appointments/${created.id}`)).data.location;
await caredb.delete('org-appointments', created.id);
try {
  await caredb.get(`org-appointments/${created.id}`);
} catch (error) {
  said.gone = error.errors[0].status;
}
process.stdout.write(JSON.stringify({ ...said, looked }));
