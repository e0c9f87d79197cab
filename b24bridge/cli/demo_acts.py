"""The play of the demo: its acts, in order. Every name, date and sum is asked of the system when it is printed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from rich.markup import escape

from b24bridge import clock
from b24bridge.cli.demo_stage import Stage
from b24bridge.core.actions import Reassign
from b24bridge.core.ids import EntityId
from b24bridge.core.ledger import ActionRow, Standing, State
from b24bridge.core.plans import check_code
from b24bridge.core.screens_buttons import Bill, Pressed
from b24bridge.core.screens_undo import UndoScope
from b24bridge.core.sentences import day_en, day_ru
from b24bridge.core.statements import Said
from b24bridge.services.clocks import portal_now
from b24bridge.services.consent import Asked

SHOWN = 3
APPROVED = 4
DAILY = ("task", "label", "notify")
TALK_S = 240
PROMISED_IN = timedelta(days=3)
FORGOTTEN, RELEASE, DEBTORS = "forgotten_clients", "client_release", "debtors"


@dataclass(slots=True)
class Acts:
    """What is shown."""

    stage: Stage

    def play(self) -> None:
        """Play all acts."""
        self._arrive()
        self._observe()
        self._consent()
        self._report()
        self._call()
        self._hand_over()
        self._promises()
        self._say_how_gently()

    def _arrive(self) -> None:
        stage, installation = self.stage, self.stage.installation
        about = stage.bridge.connect(installation).about()
        stage.say(
            f"[bold]{installation.domain}[/] installed the app by its user {installation.user_id}; "
            f"rights: {', '.join(installation.scope)}; portal time {about['time']}"
        )
        stage.wait("the first reading", stage.read)
        counts = stage.bridge.mirror.counts(stage.member_id)
        stage.say("In the mirror: " + ", ".join(f"{count} {stream}" for stream, count in counts.items() if count))

    def _observe(self) -> None:
        stage = self.stage
        stage.wait("the first count", stage.is_scanned)
        until = stage.bridge.horizon(stage.installation).observe_until
        stage.say(f"\n[bold]1. Observe[/]: a new installation only watches, until {until}. What it would say today:")
        tally = stage.bridge.ledger.tally(stage.member_id)
        for name, rule in stage.bridge.scan.rules.items():
            states = ", ".join(f"{state} {count}" for (whose, state), (count, _) in sorted(tally.items()) if whose == name)
            stage.quote(f"  {stage.word(rule.assistant.title)}: {states}")

    def _consent(self) -> None:
        stage = self.stage
        stage.say("\n[bold]2. Plan and consent[/]: the integrator lets the assistants act now (observe_days=0)")
        stage.settings(observe_days=0, language=stage.lang)
        stage.scan()
        asked = stage.bridge.consent.asked(stage.head)
        plan = next(iter(stage.bridge.ledger.plans(stage.member_id, 1)), None)
        if plan is not None:
            stage.quote(f"  Plan {plan.id}: {plan.status}" + (f": {plan.note}" if plan.note else ""))
        kinds: dict[str, int] = {}
        for rows in asked.rows.values():
            kinds[rows[0].action.action_class] = kinds.get(rows[0].action.action_class, 0) + 1
        stage.quote("  Waiting for consent: " + (", ".join(f"{count} × {kind}" for kind, count in kinds.items()) or "nothing"))
        keys = self._of_the_most_valuable(asked)
        if keys:
            code = check_code([row for key in keys for row in asked.rows[key]])
            stage.bridge.consent.approve(stage.head, keys, code)
            stage.quote(
                f"  The head approves {len(keys)} tasks, labels and notices about the most valuable (check code {code})"
            )
            stage.settle()

    def _of_the_most_valuable(self, asked: Asked) -> list[str]:
        """Return the rows about a few clients of each assistant: a portal takes two requests a second, and this is a demo."""
        chosen: dict[str, list[EntityId]] = {}
        keys = []
        for key, rows in asked.rows.items():
            first = rows[0]
            clients = chosen.setdefault(first.assistant, [])
            if first.client not in clients and len(clients) < APPROVED:
                clients.append(first.client)
            if first.client in clients and first.action.action_class in DAILY:
                keys.append(key)
        return keys

    def _report(self) -> None:
        stage = self.stage
        stage.say("\n[bold]3. What they found and did[/]")
        for name, rule in stage.bridge.scan.rules.items():
            found = stage.marked(name)
            stage.say(f"\n[bold]{escape(stage.word(rule.assistant.title))}: {len(found)}[/]")
            for row in found[:SHOWN]:
                done = [each for each in stage.bridge.ledger.of_client(stage.member_id, row.client) if _is_done(each, name)]
                kinds = ", ".join(f"{each.action.kind} № {each.object_id}" for each in done) or "nothing done yet"
                stage.quote(f"  {stage.name(row.client)}  {stage.money(row.money_at_risk)}  {row.state}  [{kinds}]")
                stage.quote(f"    {stage.word(row.because)}")
        put_off = [
            row for row in stage.bridge.ledger.pending(stage.member_id) if row.not_before and row.not_before > clock.now()
        ]
        for note in sorted({row.note for row in put_off}):
            stage.quote(f"\n  Put off: {sum(row.note == note for row in put_off)} × {note}")

    def _call(self) -> None:
        stage = self.stage
        first = next((row for row in stage.marked(FORGOTTEN) if self._task(row)), None)
        if first is None:
            return
        stage.say("\n[bold]4. A contact takes it back[/]")
        stage.quote(f"  {stage.person(first.owner_id)} calls {stage.name(first.client)} and talks for {TALK_S} s …")
        began = clock.monotonic()
        where = {"entityTypeId": first.client.type_id, "entityId": first.client.id}
        stage.act(do="call", direction=2, duration=TALK_S, subject="Call", **{"as": first.owner_id}, **where)
        stage.wait("the client to be calm", lambda: stage.standing(FORGOTTEN, first.client).state != first.state)
        stage.settle()
        after = stage.standing(FORGOTTEN, first.client)
        stage.quote(f"  {after.state} after {clock.monotonic() - began:.1f} s: {stage.word(after.because)}")

    def _hand_over(self) -> None:
        stage = self.stage
        asked = stage.bridge.consent.asked(stage.head)
        key = next((key for key, rows in asked.rows.items() if any(isinstance(row.action, Reassign) for row in rows)), None)
        if key is None:
            return
        rows = asked.rows[key]
        client, move = rows[0].client, next(row.action for row in rows if isinstance(row.action, Reassign))
        stage.say("\n[bold]5. A client is released, and taken back[/]")
        stage.quote(f"  {stage.name(client)}: {stage.word(rows[0].because)}")
        code = check_code(rows)
        stage.bridge.consent.approve(stage.head, [key], code)
        stage.settle()
        for row in stage.bridge.ledger.cascade(rows[0]):
            stage.quote(f"    {row.action.kind:<10} {row.state}  {row.note}")
        stage.quote(f"  On the portal its owner is {stage.person(self._owner_on_portal(client))}")
        stage.quote(
            f"  The head takes it back: {stage.bridge.take_back.run(stage.head, UndoScope(key=self._main(rows).key))} actions"
        )
        stage.settle()
        stage.quote(f"  On the portal its owner is {stage.person(self._owner_on_portal(client))} (was {move.from_owner})")

    def _promises(self) -> None:
        stage = self.stage
        debts = [row for row in stage.marked(DEBTORS) if row.state == "OVERDUE" and len(self._bills(row.client)) == 1]
        if len(debts) <= 1:
            return
        keeps, breaks = debts[0].client, debts[1].client
        stage.say("\n[bold]6. Two debtors promise to pay[/]")
        today = portal_now(stage.bridge.policies.installation(stage.member_id), clock.now()).date()
        until = today + PROMISED_IN
        for client in (keeps, breaks):
            bill = self._bills(client)[0]
            pressed = Pressed(kind=Said.PROMISE, amount=bill.outstanding, until=until)
            stage.quote(f"  {stage.name(client)}: {stage.word(stage.bridge.press(stage.head, client, pressed))}")
        bill = self._bills(keeps)[0]
        day = day_ru(until, today) if stage.lang == "ru" else day_en(until, today)
        stage.quote(f"  {stage.name(keeps)} pays {bill.outstanding.amount} {bill.outstanding.currency}; {day} passes …")
        stage.act(do="pay", entityTypeId=bill.id.type_id, entityId=bill.id.id, sum=str(bill.outstanding.amount), **{"as": 1})
        stage.days_pass(PROMISED_IN.days + 4)
        stage.scan()
        for client in (keeps, breaks):
            row = stage.standing(DEBTORS, client)
            stage.quote(f"  {stage.name(client)}: {row.state}. {stage.word(row.because)}")

    def _say_how_gently(self) -> None:
        calls = [call for call in self.stage.stack.calls() if not call.get("batch")]
        refused = sum(call.get("status") == 503 for call in calls)
        counts = self.stage.bridge.ledger.action_counts(self.stage.member_id)
        self.stage.say(f"\nActions: {', '.join(f'{state} {count}' for state, count in counts.items())}.")
        self.stage.say(f"The portal counted {len(calls)} requests of ours, {refused} of them above its limit.")

    def _bills(self, client: EntityId) -> tuple[Bill, ...]:
        return self.stage.bridge.buttons(self.stage.head, client).bills

    def _task(self, row: Standing) -> ActionRow | None:
        return self.stage.bridge.ledger.task_of(self.stage.member_id, row.assistant, row.client)

    def _main(self, rows: Sequence[ActionRow]) -> ActionRow:
        return next(row for row in rows if isinstance(row.action, Reassign) and row.action.entity == row.client)

    def _owner_on_portal(self, client: EntityId) -> int:
        kind = "company" if client.type_id == 4 else "contact"
        card = next(each for each in self.stage.stack.rows(kind) if int(each["id"]) == client.id)
        return int(card["assignedById"])


def _is_done(row: ActionRow, assistant: str) -> bool:
    return row.state is State.DONE and row.assistant == assistant
