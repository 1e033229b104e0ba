// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IClaimLedger} from "../../src/interfaces/IClaimLedger.sol";
import {ICoverages} from "../../src/interfaces/ICoverages.sol";
import {ICredentials} from "../../src/interfaces/ICredentials.sol";
import {IEscrow} from "../../src/interfaces/IEscrow.sol";
import {IPlans} from "../../src/interfaces/IPlans.sol";
import {Encoder} from "./Encoder.sol";
import {Fixture} from "./Fixture.sol";
import {Reference} from "./Reference.sol";
import {Vm} from "./Vm.sol";

/// @notice Settles a batch and compares all that came of it with {Reference}: each event of the ledger, to the bit and in
/// order, the batch's seal, each accumulator and counter, what the escrow was told to pay and what the payees received.
abstract contract Settling is Fixture {
    /// @dev Three, with money for any batch. Their keys are their ids.
    uint32 internal constant PROVIDERS = 3;

    uint256 internal constant NO_LIMIT = (1 << 36) - 1;

    bytes32 private constant SETTLED = keccak256("SubmissionSettled(uint32,uint32,uint32,uint16,bytes)");
    bytes32 private constant LEFT_OUT = keccak256("ClaimLeftOut(uint256,bytes4)");
    bytes32 private constant BATCH = keccak256("BatchSettled(uint32,uint32,bytes32,uint16,uint64)");

    /// @dev One settlement, before it is made.
    struct Expected {
        uint32 sequence;
        Reference.World world; // as it should be afterwards
        Reference.Determination[][] made;
        IEscrow.Payment[] payments;
        bytes[] events; // topics and data, encoded
        uint256 eventCount;
        uint256[] balances; // of the payees, by provider
        uint16 decided;
        bytes32 root;
    }

    function setUp() public virtual override {
        super.setUp();
        registerProviders(PROVIDERS);
        fund(1 << 50);
    }

    /// @dev Sets a provider's effective spans, whatever its records say.
    /// @param spans Up to five, each start day 24, end day 24, from the lowest bit up.
    function setValidity(uint32 provider, uint256 spans) internal {
        vm.mockCall(address(credentials), abi.encodeCall(ICredentials.validityOf, (provider)), abi.encode(spans));
    }

    function span(uint256 startDay, uint256 endDay) internal pure returns (uint256) {
        return (endDay << 24) | startDay;
    }

    /*//////////////////////////////////////////////////////////////////////////
                                    SETTLEMENT
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev Receives and settles one claim of provider 1.
    function settleOne(Encoder.Claim memory only) internal returns (Reference.Determination memory) {
        return settleAll(one(1, one(only)))[0][0];
    }

    /// @dev Receives and settles some claims of provider 1.
    function settleClaims(Encoder.Claim[] memory claims) internal returns (Reference.Determination[] memory) {
        return settleAll(one(1, claims))[0];
    }

    /// @dev Receives and settles a batch.
    function settleAll(Encoder.Submission[] memory batch) internal returns (Reference.Determination[][] memory) {
        return settleReceived(receiveInOrder(batch), batch);
    }

    /// @dev Submissions in order; those of one provider count on.
    function receiveInOrder(Encoder.Submission[] memory batch) internal returns (uint32 sequence) {
        sequence = ledger.lastBatchOf(INSURER) + 1;
        IClaimLedger.Submission[] memory made = signedInOrder(batch);
        headers[sequence] = headerOf(sequence, batch);
        vm.prank(gateway);
        ledger.receiveBatch(INSURER, sequence, made);
    }

    function signedInOrder(Encoder.Submission[] memory batch)
        internal
        view
        returns (IClaimLedger.Submission[] memory made)
    {
        made = signedAll(batch);
        for (uint256 i = 0; i < made.length; ++i) {
            for (uint256 j = 0; j < i; ++j) {
                if (made[j].provider == made[i].provider) ++made[i].sequence;
            }
            made[i].signature = sign(made[i], made[i].provider);
        }
    }

    /// @dev Settles and checks everything. What is given back is what the reference says.
    function settleReceived(uint32 sequence, Encoder.Submission[] memory batch)
        internal
        returns (Reference.Determination[][] memory)
    {
        Expected memory wanted = expected(sequence, batch);
        IClaimLedger.Settlement memory given = settlement(batch);
        expectPayments(wanted);
        vm.recordLogs();
        vm.prank(adjudicator);
        ledger.settleBatch(headers[sequence], given);
        check(wanted, batch);
        return wanted.made;
    }

    function expected(uint32 sequence, Encoder.Submission[] memory batch)
        internal
        view
        returns (Expected memory wanted)
    {
        wanted.sequence = sequence;
        wanted.world = observe(batch, headers[sequence].receivedAt);
        wanted.made = Reference.settle(wanted.world, batch);
        packCounters(wanted.world);
        wanted.payments = paymentsOf(batch, wanted.made);
        wanted.root = determinationRoot(batch, wanted.made);
        expectEvents(wanted, batch);
        wanted.balances = balancesOf();
    }

    /// @dev To be called before the escrow is.
    function expectPayments(Expected memory wanted) internal {
        if (wanted.payments.length == 0) return;
        bytes memory call = abi.encodeCall(
            IEscrow.payBatch, (INSURER, wanted.sequence, headers[wanted.sequence].receivedAt, wanted.payments)
        );
        vm.expectCall(address(escrow), call, 1);
    }

    /// @dev The logs must have been recorded.
    function check(Expected memory wanted, Encoder.Submission[] memory batch) internal {
        checkEvents(wanted);
        IClaimLedger.BatchHeader storage header = headers[wanted.sequence];
        (header.root, header.settledAt) = (wanted.root, time());
        assertEq(ledger.sealOf(INSURER, wanted.sequence), sealOf(header), "seal");
        checkWorld(observe(batch, header.receivedAt), wanted.world);
        uint256[] memory balances = balancesOf();
        for (uint256 i = 0; i < wanted.payments.length; ++i) {
            IEscrow.Payment memory payment = wanted.payments[i];
            wanted.balances[payment.provider] += (payment.cents + payment.interestCents) * UNITS;
        }
        for (uint256 i = 0; i < balances.length; ++i) {
            assertEq(balances[i], wanted.balances[i], "what the provider received");
        }
    }

    /// @dev The hash of the header's fields, one a word.
    function sealOf(IClaimLedger.BatchHeader memory header) internal pure returns (bytes32) {
        return keccak256(
            abi.encodePacked(
                uint256(header.insurer),
                uint256(header.batch),
                header.root,
                uint256(header.receivedAt),
                uint256(header.settledAt),
                uint256(header.count),
                uint256(header.submissionCount)
            )
        );
    }

    function balancesOf() internal view returns (uint256[] memory balances) {
        balances = new uint256[](organizations.providerCount() + 1);
        for (uint32 i = 1; i < balances.length; ++i) {
            balances[i] = token.balanceOf(payeeOf(i));
        }
    }

    /// @dev The slots that an account wrote since `vm.record`, each once, in the order of the first write.
    function slotsWritten(address account) internal returns (bytes32[] memory slots) {
        (, bytes32[] memory writes) = vm.accesses(account);
        for (uint256 i = 0; i < writes.length; ++i) {
            bool isFirst = true;
            for (uint256 j = 0; j < i; ++j) {
                if (writes[j] == writes[i]) isFirst = false;
            }
            if (isFirst) slots = Encoder.append(slots, writes[i]);
        }
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      EVENTS
    //////////////////////////////////////////////////////////////////////////*/

    function checkEvents(Expected memory wanted) internal {
        Vm.Log[] memory logs = vm.getRecordedLogs();
        uint256 count = 0;
        for (uint256 i = 0; i < logs.length; ++i) {
            assertTrue(logs[i].emitter != address(coverages), "coverages are silent");
            if (logs[i].emitter == address(escrow)) assertTrue(wanted.payments.length != 0, "nothing to pay");
            if (logs[i].emitter != address(ledger)) continue;
            assertTrue(count < wanted.eventCount, "an event too many");
            assertEq(abi.encode(logs[i].topics, logs[i].data), wanted.events[count++], "event");
        }
        assertEq(count, wanted.eventCount, "events");
    }

    function expectEvents(Expected memory wanted, Encoder.Submission[] memory batch) internal view {
        wanted.events = new bytes[](2000);
        uint256 first = 0;
        for (uint256 i = 0; i < batch.length; ++i) {
            expectSubmission(wanted, batch[i], wanted.made[i], first);
            first += batch[i].claims.length;
        }
        bytes32[] memory topics = topicsOf(BATCH, INSURER, wanted.sequence);
        push(wanted, topics, abi.encode(wanted.root, wanted.decided, time()));
    }

    /// @dev The claims that are left out, then the journal.
    function expectSubmission(
        Expected memory wanted,
        Encoder.Submission memory submission,
        Reference.Determination[] memory made,
        uint256 first
    ) private pure {
        Writer memory journal = Writer({words: new uint256[](Encoder.journalLength(submission)), length: 0});
        for (uint256 i = 0; i < made.length; ++i) {
            if (made[i].isDecided) ++wanted.decided;
            if (made[i].fault != 0) expectLeftOut(wanted, first + i, made[i].fault);
            write(journal, journalOf(submission.claims[i], made[i], first + i));
        }
        bytes32[] memory topics = new bytes32[](4);
        (topics[0], topics[1]) = (SETTLED, bytes32(uint256(INSURER)));
        (topics[2], topics[3]) = (bytes32(uint256(wanted.sequence)), bytes32(uint256(submission.provider)));
        push(wanted, topics, abi.encode(uint16(first), abi.encodePacked(cut(journal.words, journal.length))));
    }

    function write(Writer memory writer, uint256[] memory words) private pure {
        for (uint256 i = 0; i < words.length; ++i) {
            writer.words[writer.length++] = words[i];
        }
    }

    function expectLeftOut(Expected memory wanted, uint256 index, bytes4 fault) private pure {
        bytes32[] memory topics = new bytes32[](2);
        (topics[0], topics[1]) = (LEFT_OUT, bytes32(numberOf(wanted.sequence, index)));
        push(wanted, topics, abi.encode(fault));
    }

    /// @dev A claim's words of docs/commitment.md section 7.
    function journalOf(Encoder.Claim memory claimed, Reference.Determination memory made, uint256 index)
        internal
        pure
        returns (uint256[] memory words)
    {
        words = Encoder.append(words, positionWord(claimed, made, index));
        words = Encoder.append(words, uint256(Encoder.receiptLeaf(claimed)));
        if (!made.isDecided) return words;
        words = Encoder.concat(words, Reference.wordsOf(made));
        words = Encoder.concat(words, Encoder.facts(claimed, Reference.paidOf(made)));
    }

    function positionWord(Encoder.Claim memory claimed, Reference.Determination memory made, uint256 index)
        internal
        pure
        returns (uint256 word)
    {
        bool isDecided = made.isDecided;
        word = Encoder.append(word, index, 16);
        word = Encoder.append(word, isDecided ? 2 : 1, 8);
        word = Encoder.append(word, isDecided ? 1 : 0, 8);
        word = Encoder.append(word, isDecided ? Encoder.flags(claimed) : 0, 8);
        word = Encoder.append(word, isDecided ? claimed.lines.length : 0, 8);
        word = Encoder.append(word, isDecided ? claimed.serviceDay : 0, 24);
        word = Encoder.append(word, isDecided ? claimed.coverageYear : 0, 64);
        return Encoder.append(word, made.interest, 36);
    }

    function topicsOf(bytes32 first, uint256 second, uint256 third) private pure returns (bytes32[] memory topics) {
        topics = new bytes32[](3);
        (topics[0], topics[1], topics[2]) = (first, bytes32(second), bytes32(third));
    }

    function push(Expected memory wanted, bytes32[] memory topics, bytes memory data) private pure {
        wanted.events[wanted.eventCount++] = abi.encode(topics, data);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                       TREES
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev Made in this block.
    function determinationRoot(Encoder.Submission[] memory batch, Reference.Determination[][] memory made)
        internal
        view
        returns (bytes32)
    {
        bytes32[] memory nodes = new bytes32[](batch.length);
        uint16 first = 0;
        for (uint256 i = 0; i < nodes.length; ++i) {
            uint16 count = uint16(batch[i].claims.length);
            bytes32 root = Encoder.rootOf(leavesOf(batch[i], made[i]));
            nodes[i] = Encoder.submissionNode(batch[i].provider, first, count, root);
            first += count;
        }
        return Encoder.rootOf(nodes);
    }

    function leavesOf(Encoder.Submission memory submission, Reference.Determination[] memory made)
        internal
        view
        returns (bytes32[] memory leaves)
    {
        leaves = Encoder.leaves(submission);
        for (uint256 i = 0; i < leaves.length; ++i) {
            if (!made[i].isDecided) continue;
            leaves[i] = Encoder.determinationLeaf(
                submission.claims[i], 1, time(), Reference.wordsOf(made[i]), Reference.paidOf(made[i])
            );
        }
    }

    /*//////////////////////////////////////////////////////////////////////////
                                     PAYMENTS
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev Sums by provider and plan, a provider's together, all in the order of the first payment.
    function paymentsOf(Encoder.Submission[] memory batch, Reference.Determination[][] memory made)
        internal
        pure
        returns (IEscrow.Payment[] memory payments)
    {
        IEscrow.Payment[] memory sums = sumsOf(batch, made);
        payments = new IEscrow.Payment[](sums.length);
        uint256 count = 0;
        for (uint256 i = 0; i < sums.length; ++i) {
            bool isFirst = true;
            for (uint256 j = 0; j < i; ++j) {
                if (sums[j].provider == sums[i].provider) isFirst = false;
            }
            for (uint256 j = i; isFirst && j < sums.length; ++j) {
                if (sums[j].provider == sums[i].provider) payments[count++] = sums[j];
            }
        }
    }

    function sumsOf(Encoder.Submission[] memory batch, Reference.Determination[][] memory made)
        private
        pure
        returns (IEscrow.Payment[] memory sums)
    {
        for (uint256 i = 0; i < batch.length; ++i) {
            for (uint256 j = 0; j < made[i].length; ++j) {
                if (made[i][j].paid != 0) sums = added(sums, batch[i].provider, made[i][j]);
            }
        }
    }

    function added(IEscrow.Payment[] memory sums, uint32 provider, Reference.Determination memory made)
        private
        pure
        returns (IEscrow.Payment[] memory more)
    {
        for (uint256 i = 0; i < sums.length; ++i) {
            if (sums[i].provider != provider || sums[i].plan != made.plan) continue;
            sums[i].cents += uint64(made.paid);
            sums[i].interestCents += uint64(made.interest);
            return sums;
        }
        more = new IEscrow.Payment[](sums.length + 1);
        for (uint256 i = 0; i < sums.length; ++i) {
            more[i] = sums[i];
        }
        more[sums.length] = IEscrow.Payment({
            provider: provider, plan: made.plan, cents: uint64(made.paid), interestCents: uint64(made.interest)
        });
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      WORLD
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev What the contracts hold of all that the batch's claims name.
    function observe(Encoder.Submission[] memory batch, uint256 receivedAt)
        internal
        view
        returns (Reference.World memory world)
    {
        (world.receivedAt, world.paidAt) = (receivedAt, time());
        (uint256[] memory ids, uint256[] memory families, uint256[] memory extensions) = tablesOf(batch);
        observePlans(world);
        observeCoverages(world, ids);
        world.families = new Reference.Family[](families.length);
        for (uint256 i = 0; i < families.length; ++i) {
            world.families[i] = familyNow(uint32(families[i]));
        }
        observeExtensions(world, ids, extensions);
        world.providers = new Reference.Provider[](organizations.providerCount());
        for (uint32 i = 0; i < world.providers.length; ++i) {
            world.providers[i] = Reference.Provider({id: i + 1, spans: spansNow(i + 1)});
        }
    }

    function observePlans(Reference.World memory world) private view {
        world.plans = new Reference.Plan[](plans.planCount());
        for (uint32 i = 0; i < world.plans.length; ++i) {
            world.plans[i] = Reference.Plan({id: i + 1, terms: plans.planOf(i + 1)});
        }
    }

    function observeCoverages(Reference.World memory world, uint256[] memory ids) private view {
        Reference.Coverage[] memory all = new Reference.Coverage[](ids.length);
        uint256 count = 0;
        for (uint256 i = 0; i < ids.length; ++i) {
            try coverages.coverageYearOf(INSURER, uint64(ids[i])) returns (ICoverages.CoverageYear memory found) {
                all[count++] = coverageNow(world, uint64(ids[i]), found);
            } catch {}
        }
        world.coverages = new Reference.Coverage[](count);
        for (uint256 i = 0; i < count; ++i) {
            world.coverages[i] = all[i];
        }
    }

    function coverageNow(Reference.World memory world, uint64 id, ICoverages.CoverageYear memory found)
        private
        pure
        returns (Reference.Coverage memory now_)
    {
        now_.id = id;
        now_.plan = found.plan;
        (now_.startDay, now_.endDay) = (found.startDay, found.endDay);
        (now_.family, now_.extension) = (found.family, found.extension);
        (now_.deductible, now_.outOfPocket) = (found.deductibleCents, found.outOfPocketCents);
        now_.packed = found.counters;
        now_.counters = Reference.unpack(Reference.planOf(world, found.plan).limits, false, found.counters);
    }

    function familyNow(uint32 id) private view returns (Reference.Family memory) {
        ICoverages.FamilyYear memory found = coverages.familyYearOf(INSURER, id);
        return Reference.Family({id: id, deductible: found.deductibleCents, outOfPocket: found.outOfPocketCents});
    }

    function observeExtensions(Reference.World memory world, uint256[] memory ids, uint256[] memory extensions)
        private
        view
    {
        world.extensions = new Reference.Extension[](extensions.length);
        for (uint256 i = 0; i < extensions.length; ++i) {
            Reference.Extension memory now_ = world.extensions[i];
            now_.id = uint64(extensions[i]);
            now_.packed = coverages.extensionOf(INSURER, now_.id);
            now_.counters = Reference.unpack(planOfExtension(world, ids, now_.id).limits, true, now_.packed);
        }
    }

    /// @dev Coverages of one extension have one plan here.
    function planOfExtension(Reference.World memory world, uint256[] memory ids, uint64 extension)
        private
        pure
        returns (IPlans.Plan memory)
    {
        for (uint256 i = 0; i < ids.length; ++i) {
            if (!Reference.isEnrolled(world, uint64(ids[i]))) continue;
            Reference.Coverage memory coverage = Reference.coverageOf(world, uint64(ids[i]));
            if (coverage.extension == extension) return Reference.planOf(world, coverage.plan);
        }
        revert("no coverage of the extension");
    }

    function spansNow(uint32 provider) private view returns (Reference.Span[] memory spans) {
        uint256 word = credentials.validityOf(provider);
        spans = new Reference.Span[](5);
        for (uint256 i = 0; i < 5; ++i) {
            spans[i] = Reference.Span({startDay: uint24(word >> (48 * i)), endDay: uint24(word >> (48 * i + 24))});
        }
    }

    function packCounters(Reference.World memory world) private pure {
        for (uint256 i = 0; i < world.coverages.length; ++i) {
            Reference.Coverage memory coverage = world.coverages[i];
            IPlans.Limit[] memory limits = Reference.planOf(world, coverage.plan).limits;
            coverage.packed = Reference.pack(limits, false, coverage.packed, coverage.counters);
            if (coverage.extension == 0) continue;
            Reference.Extension memory extension = Reference.extensionOf(world, coverage.extension);
            extension.packed = Reference.pack(limits, true, extension.packed, extension.counters);
        }
    }

    function checkWorld(Reference.World memory actual, Reference.World memory wanted) internal pure {
        assertEq(actual.coverages.length, wanted.coverages.length, "coverages");
        for (uint256 i = 0; i < wanted.coverages.length; ++i) {
            assertEq(actual.coverages[i].deductible, wanted.coverages[i].deductible, "deductible");
            assertEq(actual.coverages[i].outOfPocket, wanted.coverages[i].outOfPocket, "out of pocket");
            assertEq(actual.coverages[i].packed, wanted.coverages[i].packed, "counters");
            assertEq(abi.encode(actual.coverages[i]), abi.encode(wanted.coverages[i]), "coverage");
        }
        assertEq(abi.encode(actual.families), abi.encode(wanted.families), "families");
        assertEq(abi.encode(actual.extensions), abi.encode(wanted.extensions), "extensions");
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      PLANS
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev The default plan without deductible and with one class: covered, nothing to pay for the patient.
    function freePlan() internal pure returns (IPlans.Plan memory plan) {
        plan = defaultPlan();
        (plan.deductibleCents, plan.familyDeductibleCents) = (0, 0);
        plan.classes = new IPlans.CostShare[](1);
        plan.classes[0] = share(true, false, 0, 0);
    }

    /// @dev A plan of one class, free for the patient but for its limits.
    function limitedPlan(IPlans.Limit memory only) internal pure returns (IPlans.Plan memory plan) {
        plan = freePlan();
        plan.limits = new IPlans.Limit[](1);
        plan.limits[0] = only;
        plan.classes[0].limitA = 1;
    }

    /// @dev The same with two limits, tried in this order.
    function limitedPlan(IPlans.Limit memory first, IPlans.Limit memory second)
        internal
        pure
        returns (IPlans.Plan memory plan)
    {
        plan = freePlan();
        plan.limits = new IPlans.Limit[](2);
        (plan.limits[0], plan.limits[1]) = (first, second);
        (plan.classes[0].limitA, plan.classes[0].limitB) = (1, 2);
    }

    /// @dev Of a benefit year, 14 bits wide for visits and units, 40 for money, in the coverage year's word.
    function yearLimit(IPlans.LimitKind kind, uint40 max, uint8 shift) internal pure returns (IPlans.Limit memory) {
        return IPlans.Limit({
            kind: kind,
            period: IPlans.LimitPeriod.BenefitYear,
            isExtended: false,
            max: max,
            rollingDays: 0,
            shift: shift,
            width: kind == IPlans.LimitKind.Money ? 40 : 14
        });
    }

    /// @dev The same in the extension, of a year or a life.
    function extendedLimit(IPlans.LimitKind kind, IPlans.LimitPeriod period, uint40 max, uint8 shift)
        internal
        pure
        returns (IPlans.Limit memory limit)
    {
        limit = yearLimit(kind, max, shift);
        (limit.isExtended, limit.period) = (true, period);
    }

    function rollingLimit(IPlans.LimitKind kind, uint40 max, uint16 rollingDays, uint8 shift)
        internal
        pure
        returns (IPlans.Limit memory limit)
    {
        limit = extendedLimit(kind, IPlans.LimitPeriod.Rolling, max, shift);
        limit.rollingDays = rollingDays;
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      CLAIMS
    //////////////////////////////////////////////////////////////////////////*/

    function claimOn(uint64 coverageYear, uint24 day, Encoder.Line memory only)
        internal
        returns (Encoder.Claim memory made)
    {
        made = claim(coverageYear, nextSeed(), only);
        made.serviceDay = day;
    }

    function unitsLine(uint40 allowed, uint16 units) internal pure returns (Encoder.Line memory made) {
        made = line(allowed, allowed, 0);
        made.units = units;
    }

    function withLines(Encoder.Claim memory made, Encoder.Line memory first, Encoder.Line memory second)
        internal
        pure
        returns (Encoder.Claim memory)
    {
        made.lines = new Encoder.Line[](2);
        (made.lines[0], made.lines[1]) = (first, second);
        return made;
    }

    uint256 private _seed;

    function nextSeed() internal returns (uint256) {
        return ++_seed;
    }
}
