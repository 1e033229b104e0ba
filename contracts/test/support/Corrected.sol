// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IClaimLedger} from "../../src/interfaces/IClaimLedger.sol";
import {IPlans} from "../../src/interfaces/IPlans.sol";
import {Encoder} from "./Encoder.sol";
import {Fixture} from "./Fixture.sol";
import {Vm} from "./Vm.sol";

/// @notice Keeps batches as their events tell them, and opens what stands: headers, trees, paths and openings.
///
/// @dev Nothing here is asked of the ledger: each root that it tells is compared with the root of the leaves kept here.
abstract contract Corrected is Fixture {
    /// @dev A submission's place in its batch.
    struct Group {
        uint32 provider;
        uint16 first; // index of its first claim
        uint16 count;
    }

    bytes32 internal constant SUBMISSION_SETTLED = keccak256("SubmissionSettled(uint32,uint32,uint32,uint16,bytes)");
    bytes32 internal constant BATCH_SETTLED = keccak256("BatchSettled(uint32,uint32,bytes32,uint16,uint64)");
    bytes32 internal constant CLAIM_DETERMINED = keccak256("ClaimDetermined(uint256,uint32,bytes32,bytes)");
    bytes32 internal constant CLAIM_REVERSED =
        keccak256("ClaimReversed(uint256,uint32,uint64,uint8,uint256,uint256,bytes32)");

    bytes internal constant CIPHERTEXT = "claims, encrypted to the insurer";
    bytes32 internal constant REASONS = keccak256("reasons");

    mapping(uint32 batch => Group[]) private _groups;
    mapping(uint256 number => bytes) private _claims; // abi.encode(Encoder.Claim), as submitted
    mapping(uint32 batch => bytes32[]) private _leaves; // as they stand
    mapping(uint256 number => bytes) private _openings; // of the last determination
    mapping(uint256 number => bool) internal stands;
    mapping(uint256 number => uint8) internal versionOf; // the last, zero for none
    mapping(uint256 number => uint8) internal kindOf;
    mapping(uint256 number => uint256) internal replacedOf; // what it replaces or voids
    mapping(uint256 number => uint32) internal providerOf;
    mapping(uint256 number => uint256) internal interestOf; // as the last journal told it, in cents
    uint256[] internal everDecided; // claim numbers, each once

    /*//////////////////////////////////////////////////////////////////////////
                              RECEIPT AND SETTLEMENT
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev Submissions of distinct providers.
    function post(Encoder.Submission[] memory submissions) internal returns (uint32 batch) {
        batch = ledger.lastBatchOf(INSURER) + 1;
        IClaimLedger.Submission[] memory made = new IClaimLedger.Submission[](submissions.length);
        for (uint256 i = 0; i < made.length; ++i) {
            made[i] = signedNow(submissions[i]);
        }
        vm.prank(gateway);
        ledger.receiveBatch(INSURER, batch, made);
        keep(batch, submissions);
    }

    /// @dev A receipt that a provider posts itself.
    function postOwn(uint32 provider, Encoder.Claim[] memory claims) internal returns (uint32 batch) {
        Encoder.Submission[] memory submissions = one(provider, claims);
        batch = nextOwnBatch();
        IClaimLedger.Submission memory made = signedNow(submissions[0]);
        ledger.receiveFromProvider(INSURER, batch, made, CIPHERTEXT);
        keep(batch, submissions);
    }

    function nextOwnBatch() internal view returns (uint32) {
        uint32 last = ledger.lastProviderBatchOf(INSURER);
        return last == 0 ? 1 << 31 : last + 1;
    }

    /// @dev The deadline is far away: the tests pass time.
    function signedNow(Encoder.Submission memory submission)
        internal
        view
        returns (IClaimLedger.Submission memory made)
    {
        made = signed(submission);
        made.deadline = type(uint64).max;
        made.signature = sign(made, submission.provider);
    }

    function keep(uint32 batch, Encoder.Submission[] memory submissions) internal virtual {
        headers[batch] = headerOf(batch, submissions);
        for (uint256 i = 0; i < submissions.length; ++i) {
            uint16 first = uint16(_leaves[batch].length);
            _groups[batch].push(Group(submissions[i].provider, first, uint16(submissions[i].claims.length)));
            for (uint256 j = 0; j < submissions[i].claims.length; ++j) {
                keepClaim(numberOf(batch, first + j), submissions[i].provider, submissions[i].claims[j]);
            }
        }
    }

    function keepClaim(uint256 number, uint32 provider, Encoder.Claim memory made) internal virtual {
        (providerOf[number], kindOf[number], replacedOf[number]) = (provider, made.kind, made.replaced);
        _claims[number] = abi.encode(made);
        _leaves[batchOf(number)].push(Encoder.receiptLeaf(made));
    }

    /// @dev Settles with allowances, facts and bareness as given here.
    function settleAs(uint32 batch, Encoder.Submission[] memory submissions) internal {
        IClaimLedger.Settlement memory made = settlement(submissions);
        vm.recordLogs();
        vm.prank(adjudicator);
        ledger.settleBatch(headers[batch], made);
        book();
    }

    function settleAsPosted(uint32 batch) internal {
        settleAs(batch, submissionsOf(batch));
    }

    /// @dev Receives and settles one claim of provider 1.
    function settleOne(Encoder.Claim memory only) internal returns (uint256 number) {
        return settleClaims(1, one(only));
    }

    /// @dev Receives and settles claims of one provider. The number of the first.
    function settleClaims(uint32 provider, Encoder.Claim[] memory claims) internal returns (uint256 number) {
        uint32 batch = post(one(provider, claims));
        settleAsPosted(batch);
        return numberOf(batch, 0);
    }

    /// @dev Receives and settles one claim as a bare leaf.
    function leaveOne(Encoder.Claim memory only) internal returns (uint256 number) {
        only.isBare = true;
        number = settleOne(only);
        only.isBare = false;
    }

    /*//////////////////////////////////////////////////////////////////////////
                                  CLAIM BY CLAIM
    //////////////////////////////////////////////////////////////////////////*/

    function decide(uint256 number, Encoder.Claim memory made) internal {
        IClaimLedger.Decision[] memory decisions = decisionsOf(number, made);
        vm.recordLogs();
        vm.prank(adjudicator);
        corrections.decide(headers[batchOf(number)], decisions);
        book();
    }

    function correct(uint256 number, Encoder.Claim memory made, uint256 replaced) internal {
        IClaimLedger.Decision memory decision = decisionOf(number, made);
        IClaimLedger.Standing memory standing = standingOf(replaced);
        vm.recordLogs();
        vm.prank(adjudicator);
        corrections.correct(headers[batchOf(number)], decision, standing);
        book();
    }

    function reverse(uint256 number) internal {
        IClaimLedger.Standing memory standing = standingOf(number);
        vm.recordLogs();
        vm.prank(adjudicator);
        corrections.reverse(standing, REASONS);
        book();
    }

    function redetermine(uint256 number, Encoder.Claim memory made) internal {
        redetermine(number, decisionOf(number, made));
    }

    function redetermine(uint256 number, IClaimLedger.Decision memory decision) internal {
        IClaimLedger.Standing memory standing = standingOf(number);
        vm.recordLogs();
        vm.prank(address(appeals));
        corrections.redetermine(standing, decision);
        book();
    }

    function pend(uint256 number) internal {
        IClaimLedger.Path memory path = pathOf(number);
        bytes32 leaf = leafOf(number);
        vm.prank(adjudicator);
        clocks.pend(headers[batchOf(number)], path, leaf, REASONS);
    }

    function markOverdue(uint256 number) internal {
        clocks.markOverdue(headers[batchOf(number)], pathOf(number), receiptOpeningOf(number));
    }

    /*//////////////////////////////////////////////////////////////////////////
                                     OPENINGS
    //////////////////////////////////////////////////////////////////////////*/

    function standingOf(uint256 number) internal view returns (IClaimLedger.Standing memory) {
        return
            IClaimLedger.Standing({header: headers[batchOf(number)], path: pathOf(number), opening: openingOf(number)});
    }

    /// @dev Of the last determination; of a claim that was never determined, of its receipt leaf.
    function openingOf(uint256 number) internal view returns (IClaimLedger.Opening memory) {
        bytes memory kept = _openings[number];
        if (kept.length == 0) return receiptOpeningOf(number);
        return abi.decode(kept, (IClaimLedger.Opening));
    }

    function receiptOpeningOf(uint256 number) internal view returns (IClaimLedger.Opening memory opening) {
        return receiptOpeningOf(claimOf(number));
    }

    function receiptOpeningOf(Encoder.Claim memory made) internal pure returns (IClaimLedger.Opening memory opening) {
        opening.contentHash = made.contentHash;
        opening.head = Encoder.head(made);
        opening.more = Encoder.more(made);
    }

    function decisionsOf(uint256 number, Encoder.Claim memory made)
        internal
        view
        returns (IClaimLedger.Decision[] memory list)
    {
        list = new IClaimLedger.Decision[](1);
        list[0] = decisionOf(number, made);
    }

    function decisionOf(uint256 number, Encoder.Claim memory made)
        internal
        view
        returns (IClaimLedger.Decision memory decision)
    {
        decision.path = pathOf(number);
        decision.coverageYear = made.coverageYear;
        decision.claim = Encoder.wholeClaim(made, 0);
    }

    function pathOf(uint256 number) internal view returns (IClaimLedger.Path memory path) {
        uint32 batch = batchOf(number);
        path.index = uint16(number);
        Group memory group = _groups[batch][0];
        while (path.index >= group.first + group.count) {
            group = _groups[batch][++path.submissionIndex];
        }
        (path.provider, path.firstIndex, path.count) = (group.provider, group.first, group.count);
        path.innerSiblings = Encoder.pathOf(leavesOf(batch, group.first, group.count), path.index - group.first);
        path.outerSiblings = Encoder.pathOf(nodesOf(batch), path.submissionIndex);
    }

    /// @dev As it was submitted.
    function claimOf(uint256 number) internal view returns (Encoder.Claim memory) {
        return abi.decode(_claims[number], (Encoder.Claim));
    }

    function batchOf(uint256 number) internal pure returns (uint32) {
        return uint32(number >> 16);
    }

    function submissionsOf(uint32 batch) internal view returns (Encoder.Submission[] memory submissions) {
        submissions = new Encoder.Submission[](_groups[batch].length);
        for (uint256 i = 0; i < submissions.length; ++i) {
            Group memory group = _groups[batch][i];
            submissions[i] = Encoder.Submission(group.provider, new Encoder.Claim[](group.count));
            for (uint256 j = 0; j < group.count; ++j) {
                submissions[i].claims[j] = claimOf(numberOf(batch, group.first + j));
            }
        }
    }

    function leafOf(uint256 number) internal view returns (bytes32) {
        return _leaves[batchOf(number)][uint16(number)];
    }

    /// @dev The root of a batch's leaves as they stand.
    function rootOf(uint32 batch) internal view returns (bytes32) {
        return Encoder.rootOf(nodesOf(batch));
    }

    function nodesOf(uint32 batch) internal view returns (bytes32[] memory nodes) {
        nodes = new bytes32[](_groups[batch].length);
        for (uint256 i = 0; i < nodes.length; ++i) {
            Group memory group = _groups[batch][i];
            bytes32 root = Encoder.rootOf(leavesOf(batch, group.first, group.count));
            nodes[i] = Encoder.submissionNode(group.provider, group.first, group.count, root);
        }
    }

    function leavesOf(uint32 batch, uint256 first, uint256 count) internal view returns (bytes32[] memory list) {
        list = new bytes32[](count);
        for (uint256 i = 0; i < count; ++i) {
            list[i] = _leaves[batch][first + i];
        }
    }

    function resultOf(uint256 number, uint256 i) internal view returns (Result memory) {
        return resultOf(openingOf(number).results[i]);
    }

    /// @dev What a determination pays of a line: its benefit, or of a claim with prior payers what its word of them says.
    function paidIn(IClaimLedger.Opening memory opening, uint256 i) internal pure returns (uint256) {
        if ((opening.stamp >> 68) & 1 == 0) return resultOf(opening.results[i]).paid;
        return opening.facts[opening.facts.length - opening.results.length + i] % (1 << 36);
    }

    /// @dev What the last determination pays, in cents.
    function paidOf(uint256 number) internal view returns (uint256 cents) {
        IClaimLedger.Opening memory opening = openingOf(number);
        for (uint256 i = 0; i < opening.results.length; ++i) {
            cents += paidIn(opening, i);
        }
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      BOOKS
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev Takes what was logged since the logs were recorded.
    function book() internal {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i = 0; i < logs.length; ++i) {
            bookLog(logs[i]);
        }
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].emitter != address(ledger) || logs[i].topics.length < 3) continue;
            bool isSettlement = logs[i].topics[0] == BATCH_SETTLED;
            if (isSettlement || logs[i].topics[0] == CLAIM_DETERMINED) {
                checkSeal(isSettlement ? uint32(uint256(logs[i].topics[2])) : batchOf(uint256(logs[i].topics[1])));
            }
        }
    }

    function checkSeal(uint32 batch) internal view {
        assertEq(ledger.sealOf(INSURER, batch), keccak256(abi.encode(headers[batch])), "seal");
    }

    function bookLog(Vm.Log memory log) internal virtual {
        if (log.emitter != address(ledger)) return;
        if (log.topics[0] == SUBMISSION_SETTLED) {
            (, bytes memory journal) = abi.decode(log.data, (uint16, bytes));
            bookJournal(uint32(uint256(log.topics[2])), wordsOf(journal));
        } else if (log.topics[0] == CLAIM_DETERMINED) {
            (bytes32 root, bytes memory journal) = abi.decode(log.data, (bytes32, bytes));
            uint32 batch = batchOf(uint256(log.topics[1]));
            bookJournal(batch, wordsOf(journal));
            bookRoot(batch, root);
        } else if (log.topics[0] == BATCH_SETTLED) {
            (bytes32 root,, uint64 settledAt) = abi.decode(log.data, (bytes32, uint16, uint64));
            uint32 batch = uint32(uint256(log.topics[2]));
            headers[batch].settledAt = settledAt;
            bookRoot(batch, root);
        } else if (log.topics[0] == CLAIM_REVERSED) {
            bookReversal(uint256(log.topics[1]), log.data);
        }
    }

    function bookRoot(uint32 batch, bytes32 root) private {
        assertEq(root, rootOf(batch), "root of the leaves");
        headers[batch].root = root;
    }

    function bookReversal(uint256 number, bytes memory data) internal virtual {
        (uint8 version, uint256 paidCents,,) = abi.decode(data, (uint8, uint256, uint256, bytes32));
        assertTrue(stands[number], "only what stands is reversed");
        assertEq(version, versionOf[number], "version reversed");
        assertEq(paidCents, paidOf(number), "paid before");
        stands[number] = false;
    }

    function bookJournal(uint32 batch, uint256[] memory words) private {
        uint256 next = 0;
        while (next < words.length) {
            uint256 number = numberOf(batch, uint16(words[next] >> 156));
            if (uint8(words[next] >> 148) == 1) {
                assertEq(bytes32(words[next + 1]), leafOf(number), "leaf left undecided");
                next += 2;
            } else {
                next = bookDetermination(number, words, next);
            }
        }
        assertEq(next, words.length, "journal ends with a claim");
    }

    function bookDetermination(uint256 number, uint256[] memory words, uint256 from) private returns (uint256 next) {
        uint256 position = words[from];
        uint256 lineCount = uint8(position >> 124);
        uint256 flags = uint8(position >> 132);
        Encoder.Claim memory made = claimOf(number);
        IClaimLedger.Opening memory opening = receiptOpeningOf(made);
        opening.stamp = (lineCount << 80) | (uint256(uint8(position >> 140)) << 72) | (flags << 64) | time();
        opening.results = slice(words, from + 2, lineCount);
        next = from + 2 + lineCount;
        uint256 factCount = (flags & 1) + ((flags >> 1) & 1) + ((flags >> 2) & 1) + (flags >> 4) * lineCount;
        opening.facts = slice(words, next, factCount);
        next += opening.facts.length;

        assertEq(bytes32(words[from + 1]), Encoder.receiptLeaf(made), "receipt leaf");
        assertEq(uint64(position >> 36), made.coverageYear, "coverage year");
        assertEq(uint24(position >> 100), made.serviceDay, "service day");
        keepDetermination(number, opening, position & ((1 << 36) - 1));
    }

    function keepDetermination(uint256 number, IClaimLedger.Opening memory opening, uint256 interest) internal virtual {
        uint8 version = uint8(opening.stamp >> 72);
        assertTrue(!stands[number], "one standing version");
        assertEq(version, versionOf[number] + 1, "versions count on");
        if (version == 1) everDecided.push(number);
        versionOf[number] = version;
        _openings[number] = abi.encode(opening);
        _leaves[batchOf(number)][uint16(number)] = determinationLeafOf(opening);
        stands[number] = true;
        interestOf[number] = interest;
    }

    function determinationLeafOf(IClaimLedger.Opening memory opening) internal pure returns (bytes32) {
        bytes32 receipt = keccak256(abi.encodePacked(opening.head, Encoder.chain(opening.contentHash, opening.more)));
        receipt = keccak256(abi.encodePacked(keccak256("clearclaim/receipt/v2"), receipt));
        bytes32 all = Encoder.chain(Encoder.chain(receipt, opening.results), opening.facts);
        all = keccak256(abi.encodePacked(opening.stamp, all));
        return keccak256(abi.encodePacked(keccak256("clearclaim/determination/v2"), all));
    }

    function wordsOf(bytes memory journal) internal pure returns (uint256[] memory) {
        return abi.decode(abi.encodePacked(uint256(32), journal.length / 32, journal), (uint256[]));
    }

    function slice(uint256[] memory words, uint256 from, uint256 count) internal pure returns (uint256[] memory list) {
        list = new uint256[](count);
        for (uint256 i = 0; i < count; ++i) {
            list[i] = words[from + i];
        }
    }

    /*//////////////////////////////////////////////////////////////////////////
                                  CLAIMS AND PLANS
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev The fixture's plan with 10 % a year on what is late, from the day after receipt.
    function interestPlan() internal pure returns (IPlans.Plan memory plan) {
        plan = defaultPlan();
        plan.clocks.interest = new IPlans.InterestRate[](1);
        plan.clocks.interest[0] = IPlans.InterestRate({fromDay: 0, rateBps: 1000, minimumCents: 0});
    }

    /// @dev A claim of another's kind: it replaces (1) or voids (2).
    function replacing(uint256 replaced, uint8 kind, Encoder.Claim memory made)
        internal
        pure
        returns (Encoder.Claim memory)
    {
        (made.kind, made.replaced) = (kind, replaced);
        if (kind == 2) {
            (made.lines, made.reasonsHash) = (new Encoder.Line[](0), bytes32(0));
            made.priors = new Encoder.Prior[](0);
        }
        return made;
    }

    /// @dev Of another claim's number and coverage year.
    function voiding(uint256 voided, uint256 seed) internal view returns (Encoder.Claim memory) {
        return replacing(voided, 2, claim(claimOf(voided).coverageYear, seed, line(0, 0, 0)));
    }

    /// @dev The same claim, handed in again with another allowed amount of its first line.
    function allowing(uint256 number, uint40 allowed) internal view returns (Encoder.Claim memory made) {
        made = claimOf(number);
        made.isBare = false;
        made.lines[0].allowed = allowed;
    }
}
