// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAppeals} from "../../src/interfaces/IAppeals.sol";
import {IClaimLedger} from "../../src/interfaces/IClaimLedger.sol";
import {IEscrow} from "../../src/interfaces/IEscrow.sol";
import {Drive} from "../support/Drive.sol";
import {Encoder} from "../support/Encoder.sol";
import {Acts} from "./Acts.sol";

/// @notice Acts at random and keeps books of its own, from events alone.
contract Handler is Drive, Acts {
    uint256 public forbidden; // transitions that went through and must not
    uint256 public shortfalls; // withdrawals that touched what is owed
    uint256 public appealed; // claims
    uint256[] private _pending; // appeals that are not ended
    uint256[] private _touched; // claims, by the act that runs

    function setUp() public override {
        super.setUp();
        registerProviders(PROVIDERS);
        joinAll();
        appoint(3);
        fund(500_00);
        submitSome(2);
        settleSome(5);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                       CLAIMS
    //////////////////////////////////////////////////////////////////////////*/

    function doSubmit(uint256 seed) external counted("submit") {
        seed = spread(seed);
        seed % 5 == 0 ? submitOwn(seed) : submitSome(seed);
        done("submit");
        if (seed % 2 == 0) tryReceiveAgain();
    }

    function doSettle(uint256 seed) external counted("settle") {
        seed = spread(seed);
        if (find(openClaims, seed, isReceived) == 0) submitSome(seed);
        if (seed % 2 == 0) trySettleChanged(seed);
        if (settleSome(seed)) done("settle");
        if (seed % 2 == 1) trySettleAgain(seed);
    }

    function doDecide(uint256 seed) external counted("decide") {
        seed = spread(seed);
        uint256 number = find(openClaims, seed, isLeft);
        if (number == 0) return;
        IClaimLedger.Decision[] memory before = decisionsOf(number, claimAs(number));
        decide(number, reallowed(number, seed));
        done("decide");
        tryDecideAgain(number, before, seed);
    }

    function doReverse(uint256 seed) external counted("reverse") {
        seed = spread(seed);
        tryReversingUnderAppeal(seed);
        uint256 number = find(standingClaims, seed, isUndoable);
        if (number == 0) return;
        reverse(number);
        done("reverse");
        tryUndoing(number, seed);
    }

    function doReplace(uint256 seed) external counted("replace") {
        seed = spread(seed);
        uint256 number = find(standingClaims, seed, isUndoable);
        if (number == 0) return;
        replaceBy(number, seed);
        done("replace");
        tryUndoing(number, seed);
    }

    function doVoid(uint256 seed) external counted("void") {
        seed = spread(seed);
        uint256 number = find(standingClaims, seed, isUndoable);
        if (number == 0) return;
        voidNow(number);
        done("void");
        tryUndoing(number, seed);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                       CLOCKS
    //////////////////////////////////////////////////////////////////////////*/

    function doPend(uint256 seed) external counted("pend") {
        seed = spread(seed);
        uint256 number = find(openClaims, seed, isPendable);
        if (number == 0) return;
        pend(number);
        done("pend");
    }

    /// @dev Evidence arrives, or the pend is lifted.
    function doEvidence(uint256 seed) external counted("evidence") {
        seed = spread(seed);
        uint256 number = find(openClaims, seed, isPended);
        if (number == 0) {
            number = find(openClaims, seed, isPendable);
            if (number == 0) return;
            pend(number);
        }
        if (seed % 3 == 0) {
            vm.prank(adjudicator);
            clocks.liftPend(number);
        } else {
            address signer = vm.addr(providerOf[number]);
            vm.prank(seed % 3 == 1 ? gateway : signer);
            clocks.receiveEvidence(number, REASONS);
        }
        done("evidence");
    }

    /// @dev Where no clock ran out yet, that of one claim is waited for.
    function doOverdue(uint256 seed) external counted("overdue") {
        seed = spread(seed);
        uint256 number = find(openClaims, seed, isLate);
        if (number == 0) {
            number = find(openClaims, seed, isTicking);
            if (number == 0) return;
            tryOverdue(number);
            wait(31 days);
        }
        markOverdue(number);
        done("overdue");
        tryOverdue(number);
    }

    /// @dev Up to 12 days.
    function doWait(uint256 seed) external counted("wait") {
        wait(1 + seed % 12 days);
        done("wait");
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      APPEALS
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev Of a determination, with a recovery that waits for it where there is one; or of what is overdue.
    function doAppeal(uint256 seed) external counted("appeal") {
        seed = spread(seed);
        uint256 number = find(openClaims, seed, isOverdue);
        if (number != 0 && seed % 2 == 0) {
            _pending.push(fileOverdueFor(number));
        } else {
            number = find(standingClaims, seed, isAppealable);
            if (number == 0) return;
            _pending.push(fileFor(number, recoveryOf(number)));
        }
        ++appealed;
        done("appeal");
    }

    /// @dev The insurer answers.
    function doAnswer(uint256 seed) external counted("answer") {
        seed = spread(seed);
        (bool isFound, uint256 id, uint256 number) = appealAt(seed, IAppeals.Step.Filed);
        if (!isFound) return;
        bool isOverturned = seed % 2 == 0 && tryOverturn(id, number, reallowed(number, seed));
        if (isOverturned) end(id);
        else uphold(id);
        done("answer");
    }

    /// @dev Takes an appeal to the panel, which rules.
    function doRule(uint256 seed) external counted("rule") {
        seed = spread(seed);
        (bool isFound, uint256 id, uint256 number) = appealAt(seed, IAppeals.Step.Escalated);
        if (!isFound) {
            (isFound, id, number) = appealAt(seed, IAppeals.Step.Upheld);
            if (!isFound) return;
            escalate(id);
        }
        tryRuling(id, 1);
        if (isOpen(number)) {
            ruleOverdue(id, number, reallowed(number, seed));
        } else {
            bool isOverturned = isReviewable(number) && tryRuleOverturned(id, number, reallowed(number, seed));
            if (!isOverturned) ruleUpheld(id);
        }
        wasReviewed[number] = true;
        end(id);
        done("rule");
        tryRuling(id, 2);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                       MONEY
    //////////////////////////////////////////////////////////////////////////*/

    function doDeposit(uint256 cents) external counted("deposit") {
        fund(bound(cents, 1, 400_00));
        done("deposit");
    }

    function doWithdraw(uint256 amount) external counted("withdraw") {
        if (escrow.freeOf(INSURER) == 0) fund(bound(amount, 1, 1_000_00));
        uint256 free = escrow.freeOf(INSURER);
        tryWithdrawing(free + 1);
        if (free == 0) return;
        amount = bound(amount, 1, free);
        vm.prank(treasurer);
        escrow.withdraw(INSURER, treasurer, amount);
        withdrawn += amount;
        if (escrow.balanceOf(INSURER) < owedNow()) ++shortfalls;
        done("withdraw");
    }

    /// @dev Any debt that is left and that the balance covers; where it does not, after a deposit.
    function doRelease(uint256 seed) external counted("release") {
        seed = spread(seed);
        for (uint256 i = 0; i < debts.length; ++i) {
            uint256[3] memory debt = debts[((seed >> 32) + i) % debts.length];
            (uint32 batch, uint32 provider, uint32 plan) = (uint32(debt[0]), uint32(debt[1]), uint32(debt[2]));
            (IEscrow.Debt memory owed, uint256 interest) = escrow.owedOf(INSURER, batch, provider, plan);
            if (owed.cents == 0) continue;
            if ((owed.cents + interest) * UNITS > escrow.balanceOf(INSURER)) fund(owed.cents + interest);
            vm.recordLogs();
            escrow.releaseOwed(INSURER, batch, provider, plan);
            book();
            return done("release");
        }
    }

    /// @dev Any that was noticed; its time is waited for.
    function doActivate(uint256 seed) external counted("activate") {
        seed = spread(seed);
        for (uint256 i = 0; i < noticed.length; ++i) {
            uint256 recovery = noticed[((seed >> 32) + i) % noticed.length];
            IEscrow.Recovery memory record = escrow.recoveryOf(recovery);
            if (record.status != IEscrow.RecoveryStatus.Noticed) continue;
            if (time() < record.effectiveAt) {
                tryActivating(recovery);
                vm.warp(record.effectiveAt);
            }
            escrow.activateRecovery(recovery);
            return done("activate");
        }
    }

    /*//////////////////////////////////////////////////////////////////////////
                              WHAT MUST NEVER HAPPEN
    //////////////////////////////////////////////////////////////////////////*/

    function tryReceiveAgain() private {
        uint32 batch = ledger.lastBatchOf(INSURER);
        Encoder.Submission[] memory submissions = submissionsOf(batch);
        IClaimLedger.Submission[] memory made = new IClaimLedger.Submission[](1);
        made[0] = signedNow(submissions[0]);
        made[0].sequence -= 1;
        made[0].signature = sign(made[0], made[0].provider);
        forbid(gateway, abi.encodeCall(IClaimLedger.receiveBatch, (INSURER, batch + 1, made)));
    }

    function trySettleAgain(uint256 seed) private {
        uint32 batch = batches[seed % batches.length];
        if (headers[batch].settledAt == 0) return;
        trySettling(batch, settlement(submissionsOf(batch)));
    }

    /// @dev A bit of the claims is flipped: of a submission's head, a content hash, a charge or a leaf.
    function trySettleChanged(uint256 seed) private {
        uint256 number = find(openClaims, seed, isReceived);
        if (number == 0) return;
        IClaimLedger.Settlement memory made = settlement(submissionsOf(batchOf(number)));
        made.claims[seed % 3] ^= seed % 3 == 0 ? 1 << 32 : 1 << 20;
        trySettling(batchOf(number), made);
    }

    function trySettling(uint32 batch, IClaimLedger.Settlement memory made) private {
        forbid(adjudicator, abi.encodeCall(IClaimLedger.settleBatch, (headers[batch], made)));
    }

    /// @dev By the path that it had, or by a fresh one.
    function tryDecideAgain(uint256 number, IClaimLedger.Decision[] memory before, uint256 seed) private {
        if (seed >> 255 == 0) before[0].path = pathOf(number);
        tryDeciding(number, before);
    }

    function tryDeciding(uint256 number, IClaimLedger.Decision[] memory decisions) private {
        forbid(adjudicator, abi.encodeCall(corrections.decide, (headers[batchOf(number)], decisions)));
    }

    /// @dev What does not stand is not undone, reviewed or appealed; nor is it decided again.
    function tryUndoing(uint256 number, uint256 seed) private {
        if (stands[number]) ++forbidden;
        uint256 way = seed % 5;
        if (way == 0) return tryDeciding(number, decisionsOf(number, claimAs(number)));
        IClaimLedger.Standing memory gone = standingOf(number);
        if (way == 1) return forbid(adjudicator, abi.encodeCall(corrections.reverse, (gone, REASONS)));
        if (way == 2) {
            address signer = vm.addr(providerOf[number]);
            return forbid(signer, address(appeals), abi.encodeCall(IAppeals.file, (gone, GROUNDS, 0)));
        }
        IClaimLedger.Decision memory decision = decisionOf(number, claimAs(number));
        bytes memory again = way == 3
            ? abi.encodeCall(corrections.redetermine, (gone, decision))
            : abi.encodeCall(corrections.correct, (headers[batchOf(number)], decision, gone));
        forbid(way == 3 ? address(appeals) : adjudicator, again);
    }

    function tryReversingUnderAppeal(uint256 seed) private {
        uint256 number = find(standingClaims, seed, isAppealedAndStands);
        if (number == 0) return;
        forbid(adjudicator, abi.encodeCall(corrections.reverse, (standingOf(number), REASONS)));
    }

    function tryOverdue(uint256 number) private {
        if (number == 0) return;
        bytes memory call =
            abi.encodeCall(clocks.markOverdue, (headers[batchOf(number)], pathOf(number), receiptOpeningOf(number)));
        forbid(stranger, call);
    }

    /// @dev With too few signatures, or a second time.
    function tryRuling(uint256 id, uint256 count) private {
        bytes[] memory signatures = new bytes[](count);
        for (uint256 i = 0; i < count; ++i) {
            signatures[i] = rulingBy(panelKeys[i], id, bytes32(0));
        }
        forbid(stranger, address(appeals), abi.encodeCall(IAppeals.ruleUpheld, (id, signatures)));
    }

    function tryWithdrawing(uint256 amount) private {
        forbid(treasurer, address(escrow), abi.encodeCall(IEscrow.withdraw, (INSURER, treasurer, amount)));
    }

    function tryActivating(uint256 recovery) private {
        forbid(stranger, address(escrow), abi.encodeCall(IEscrow.activateRecovery, (recovery)));
    }

    function forbid(address sender, bytes memory call) private {
        forbid(sender, address(ledger), call);
    }

    function forbid(address sender, address target, bytes memory call) private {
        vm.prank(sender);
        (bool isDone,) = target.call(call);
        if (isDone) ++forbidden;
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      CHOICES
    //////////////////////////////////////////////////////////////////////////*/

    function isReceived(uint256 number) internal view returns (bool) {
        return headers[batchOf(number)].settledAt == 0;
    }

    function isPendable(uint256 number) internal view returns (bool) {
        return isLeft(number) && !isPended(number);
    }

    function isPended(uint256 number) internal view returns (bool) {
        (, uint64 pendedAt,,,) = clocks.clockOf(number);
        return isOpen(number) && pendedAt != 0;
    }

    function isOverdue(uint256 number) internal view returns (bool) {
        (,,, bool isMarked, bool isAppealed) = clocks.clockOf(number);
        return isOpen(number) && isMarked && !isAppealed && !wasReviewed[number];
    }

    /// @dev Beyond the 30 days of both plans, and not found so.
    function isLate(uint256 number) internal view returns (bool) {
        if (!isOpen(number) || kindOf[number] != 0) return false;
        (, uint64 pendedAt, uint64 stopped, bool isMarked,) = clocks.clockOf(number);
        if (pendedAt != 0) stopped += time() - pendedAt;
        uint256 from = (headers[batchOf(number)].receivedAt + stopped) / 1 days;
        return !isMarked && time() / 1 days > from + 30;
    }

    function isTicking(uint256 number) internal view returns (bool) {
        (,,, bool isMarked,) = clocks.clockOf(number);
        return isOpen(number) && kindOf[number] == 0 && !isMarked && !isPended(number);
    }

    /// @dev In the 180 days of both plans.
    function isAppealable(uint256 number) internal view returns (bool) {
        if (!isUndoable(number) || !isReviewable(number)) return false;
        return time() / 1 days <= uint64(openingOf(number).stamp) / 1 days + 180;
    }

    function isAppealedAndStands(uint256 number) internal view returns (bool) {
        return stands[number] && isUnderAppeal(number);
    }

    /// @dev Of the claim, and waiting or taken; zero for none.
    function recoveryOf(uint256 number) private view returns (uint256) {
        for (uint256 i = 0; i < noticed.length; ++i) {
            IEscrow.RecoveryStatus status = escrow.recoveryOf(noticed[i]).status;
            bool isPending = status == IEscrow.RecoveryStatus.Noticed || status == IEscrow.RecoveryStatus.Active;
            if (noticed[i] >> 16 == number && isPending) return noticed[i];
        }
        return 0;
    }

    /// @dev One at a step, from a random one on.
    function appealAt(uint256 seed, IAppeals.Step step)
        private
        view
        returns (bool isFound, uint256 id, uint256 number)
    {
        for (uint256 i = 0; i < _pending.length; ++i) {
            id = _pending[((seed >> 32) + i) % _pending.length];
            IAppeals.Appeal memory one_ = appeals.appealOf(id);
            bool isInTime = step != IAppeals.Step.Upheld || time() <= one_.escalateBy;
            if (one_.step == step && isInTime) return (true, id, one_.claimNumber);
        }
        return (false, 0, 0);
    }

    function end(uint256 appeal) private {
        uint256 i = 0;
        while (_pending[i] != appeal) ++i;
        _pending[i] = _pending[_pending.length - 1];
        _pending.pop();
    }

    /*//////////////////////////////////////////////////////////////////////////
                                       CHECKS
    //////////////////////////////////////////////////////////////////////////*/

    function keepClaim(uint256 number, uint32 provider, Encoder.Claim memory made) internal override {
        super.keepClaim(number, provider, made);
        _touched.push(number);
    }

    function keepDetermination(uint256 number, IClaimLedger.Opening memory opening, uint256 interest)
        internal
        override
    {
        super.keepDetermination(number, opening, interest);
        _touched.push(number);
    }

    function bookReversal(uint256 number, bytes memory data) internal override {
        super.bookReversal(number, data);
        _touched.push(number);
    }

    /// @dev Roots, seals, versions and the bounds of each line are compared as what the act did is booked.
    function checkAct() internal override {
        assertEq(forbidden, 0, "forbidden");
        assertEq(shortfalls, 0, "shortfalls");
        checkBalances();
        for (uint256 i = 0; i < _touched.length; ++i) {
            assertStatus(headers[batchOf(_touched[i])], _touched[i]);
        }
        delete _touched;
    }

    function assertAccumulators() external view {
        checkAccumulators();
    }

    /// @dev Of every claim and batch: at the end of a run.
    function assertStatuses() external view {
        for (uint256 i = 0; i < batches.length; ++i) {
            IClaimLedger.BatchHeader memory header = headers[batches[i]];
            checkSeal(header.batch);
            for (uint256 j = 0; j < header.count; ++j) {
                assertStatus(header, numberOf(header.batch, j));
            }
        }
    }

    function assertMoney() external view {
        checkMoney();
    }

    /// @dev Debts with the interest that they have gathered, in units.
    function owedNow() public view returns (uint256 units) {
        for (uint256 i = 0; i < debts.length; ++i) {
            (IEscrow.Debt memory debt, uint256 interest) =
                escrow.owedOf(INSURER, uint32(debts[i][0]), uint32(debts[i][1]), uint32(debts[i][2]));
            units += (debt.cents + interest) * UNITS;
        }
    }

    /// @dev The ledger says of a claim what was booked of it.
    function assertStatus(IClaimLedger.BatchHeader memory header, uint256 number) private view {
        assertEq(clocks.isUndecided(header, uint16(number)), isOpen(number), "undecided");
        assertEq(clocks.isReversed(header, uint16(number)), !isOpen(number) && !stands[number], "reversed");
    }

    /// @dev What a standing correction names does not stand.
    function assertOneStands() external view {
        for (uint256 i = 0; i < standingClaims.length; ++i) {
            uint256 number = standingClaims[i];
            if (kindOf[number] != 0) assertTrue(!stands[replacedOf[number]], "one of them stands");
        }
    }

    /// @notice Prints what the runs did so far, and asserts that they reach what the campaign is about.
    /// @param acts How many acts there are.
    function report(uint256 acts) external {
        reportActs("claims", acts);
        (uint256 paid, uint256 owed, uint256 reversed) = tally();
        reportEnd("claims", "claims paid", paid);
        reportEnd("claims", "providers owed", owed);
        reportEnd("claims", "claims reversed", reversed);
        reportEnd("claims", "claims appealed", appealed);
    }

    /// @dev Claims that stand and were paid for, providers to whom something is owed, claims that do not stand any more.
    function tally() private view returns (uint256 paid, uint256 owed, uint256 reversed) {
        for (uint256 i = 0; i < everDecided.length; ++i) {
            if (!stands[everDecided[i]]) ++reversed;
            else if (paidOf(everDecided[i]) != 0) ++paid;
        }
        for (uint32 i = 1; i <= PROVIDERS; ++i) {
            if (moneyOf[i].owed != 0) ++owed;
        }
    }
}
