import carriers from './carriers.json'
import channels from './channels.json'
import common from './common.json'
import contacts from './contacts.json'
import conversions from './conversions.json'
import demo from './demo.json'
import departments from './departments.json'
import dispositions from './dispositions.json'
import firstRun from './firstRun.json'
import generator from './generator.json'
import identifiers from './identifiers.json'
import inbox from './inbox.json'
import links from './links.json'
import login from './login.json'
import problems from './problems.json'
import publicGenerator from './publicGenerator.json'
import refusals from './refusals.json'
import reports from './reports.json'
import rules from './rules.json'
import settings from './settings.json'
import shell from './shell.json'
import thread from './thread.json'
import tracking from './tracking.json'
import users from './users.json'

export default {
  carriers,
  channels,
  common,
  contacts,
  conversions,
  demo,
  departments,
  dispositions,
  firstRun,
  generator,
  identifiers,
  inbox,
  links,
  login,
  problems,
  publicGenerator,
  refusals,
  reports,
  rules,
  settings,
  shell,
  thread,
  tracking,
  users,
}
