// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IClaimLedger} from "../../src/interfaces/IClaimLedger.sol";
import {ICoverages} from "../../src/interfaces/ICoverages.sol";
import {IPlans} from "../../src/interfaces/IPlans.sol";
import {Encoder} from "./Encoder.sol";
import {Corrected} from "./Corrected.sol";
import {Reference} from "./Reference.sol";
import {Vm} from "./Vm.sol";

/// @notice What must hold at any time, summed up once more from the determinations that stand: accumulators, counters and
/// money.
///
/// @dev Slow and plain. A rolling window is the one thing that depends on the order of determinations: it is followed here
/// as they come.
abstract contract Tally is Corrected {
    bytes32 internal constant PAYOUT_RELEASED =
        keccak256("PayoutReleased(uint32,uint32,uint32,address,uint64,uint64,uint64,uint256)");
    bytes32 internal constant OWED_RELEASED =
        keccak256("OwedReleased(uint32,uint32,uint32,uint32,address,uint64,uint64,uint256)");
    bytes32 internal constant PAYOUT_OWED = keccak256("PayoutOwed(uint32,uint32,uint32,uint32,uint64,uint8)");
    bytes32 internal constant DEBT_CANCELLED = keccak256("DebtCancelled(uint32,uint32,uint32,uint32,uint256,uint64)");
    bytes32 internal constant RECOVERY_NOTICED =
        keccak256("RecoveryNoticed(uint256,uint32,uint32,uint256,uint32,uint64,uint64)");

    /// @dev Of one provider, in cents, as the escrow's events told it.
    struct Money {
        uint256 determined; // by determinations that stand
        uint256 released; // without interest, offset or not
        uint256 interest;
        uint256 offset;
        uint256 owed;
        uint256 recovered; // noticed
        uint256 debtReleases;
    }

    /// @dev What one determination took.
    struct Taken {
        uint64 coverageYear;
        uint24 day;
        uint256 paid;
        uint256 deductible;
        uint256 outOfPocket;
        uint256[] used; // one a limit of the plan, whatever window it is of
    }

    /// @dev Of one coverage year, family year or extension.
    struct Sums {
        uint256 deductible;
        uint256 outOfPocket;
        uint256[] used; // one a limit of the plan
    }

    /// @dev All sums, by the position in `joined`.
    struct Book {
        IPlans.Plan[] plans;
        Sums[] ofYears;
        Sums[] ofFamilies;
        Sums[] ofExtensions;
        uint256[] familyAt;
        uint256[] extensionAt;
    }

    uint64[] internal joined; // coverage years
    mapping(uint64 coverageYear => uint256) private _joinedAt; // from 1
    mapping(uint64 coverageYear => uint32) internal planOf;
    mapping(uint32 provider => Money) internal moneyOf;
    mapping(uint256 number => Taken) private _taken; // by its last determination
    mapping(uint256 extensionAndLimit => uint256 day) private _windows;
    uint256[] internal noticed; // recoveries
    uint256[3][] internal debts; // batch, provider, plan that were ever owed, each once
    mapping(bytes32 debt => bool) private _wasOwed;
    uint256 internal withdrawn; // units

    function join(uint64 coverageYear, uint32 plan, uint32 family, uint64 extension) internal {
        enrol(coverageYear, plan, family, extension);
        planOf[coverageYear] = plan;
        joined.push(coverageYear);
        _joinedAt[coverageYear] = joined.length;
    }

    /// @dev Coverages in no order, with and without family, by two plans with limits of every kind; the last two share
    /// an extension.
    function joinAll() internal {
        uint32 plain = publish(limitedPlan(false));
        uint32 extended = publish(limitedPlan(true));
        join(90, plain, 0, 0);
        join(70, plain, 4, 0);
        join(50, plain, 4, 0);
        join(30, extended, 0, 11);
        join(20, extended, 5, 12);
        join(10, extended, 5, 12);
    }

    /// @dev The plan with interest and six classes, whose limits are of visits, units and money: of a benefit year in the
    /// word, or of a lifetime and rolling in the extension.
    function limitedPlan(bool isExtended) internal pure returns (IPlans.Plan memory plan) {
        plan = interestPlan();
        plan.familyOutOfPocketMaxCents = 2_500_00;
        plan.isDeductibleAggregate = isExtended;
        plan.coordinationMethod =
            isExtended ? IPlans.CoordinationMethod.MaintenanceOfBenefits : IPlans.CoordinationMethod.NonDuplication;
        plan.allowableRule = isExtended ? IPlans.AllowableRule.Primary : IPlans.AllowableRule.Lower;
        plan.limits = new IPlans.Limit[](isExtended ? 5 : 3);
        uint8 shift = 0;
        for (uint8 i = 0; i < plan.limits.length; ++i) {
            plan.limits[i] = limit(i, isExtended, shift);
            shift += plan.limits[i].width + (plan.limits[i].rollingDays == 0 ? 0 : 24);
            if (isExtended && i == 0) shift = 0;
        }
        plan.classes = new IPlans.CostShare[](6);
        plan.classes[0] = limitedShare(share(true, true, 2000, 0), 0, 0);
        plan.classes[1] = limitedShare(share(true, false, 0, 25_00), 1, 0);
        plan.classes[2] = limitedShare(share(true, true, 2500, 10_00), 2, 3);
        plan.classes[3] = limitedShare(share(true, true, 5000, 0), 3, 1);
        plan.classes[3].isOutOfPocketApplied = false;
        plan.classes[4] = limitedShare(share(true, true, 1000, 0), isExtended ? 4 : 2, isExtended ? 5 : 0);
        plan.classes[5] = share(false, false, 0, 0);
    }

    /// @dev Visits, units, money; then rolling units and money. The first stands in the word.
    function limit(uint8 i, bool isExtended, uint8 shift) internal pure returns (IPlans.Limit memory made) {
        made.kind = [
            IPlans.LimitKind.Visits,
            IPlans.LimitKind.Units,
            IPlans.LimitKind.Money,
            IPlans.LimitKind.Units,
            IPlans.LimitKind.Money
        ][i];
        made.max = [uint40(6), 20, 1_500_00, 10, 900_00][i];
        made.width = [4, 10, 24, 12, 24][i];
        made.shift = shift;
        if (!isExtended || i == 0) return made;
        made.isExtended = true;
        made.period = i < 3 ? IPlans.LimitPeriod.Lifetime : IPlans.LimitPeriod.Rolling;
        if (i >= 3) made.rollingDays = 40;
    }

    function limitedShare(IPlans.CostShare memory made, uint8 limitA, uint8 limitB)
        internal
        pure
        returns (IPlans.CostShare memory)
    {
        (made.limitA, made.limitB) = (limitA, limitB);
        return made;
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      CHECKS
    //////////////////////////////////////////////////////////////////////////*/

    function checkAll() internal view {
        checkAccumulators();
        checkMoney();
    }

    /// @dev Accumulators and counters equal the sum over standing determinations.
    function checkAccumulators() internal view {
        Book memory made = sumUp();
        for (uint256 i = 0; i < joined.length; ++i) {
            IPlans.Plan memory plan = made.plans[i];
            ICoverages.CoverageYear memory year = coverages.coverageYearOf(INSURER, joined[i]);
            assertEq(year.deductibleCents, made.ofYears[i].deductible, "deductible");
            assertEq(year.outOfPocketCents, made.ofYears[i].outOfPocket, "out of pocket");
            assertLe(year.outOfPocketCents, outOfPocketMaxOf(plan, year.family), "out-of-pocket maximum");
            checkCounters(plan, made.ofYears[i], false, year.counters, 0);
            if (year.family != 0) checkFamily(plan, made.ofFamilies[made.familyAt[i]], year.family);
            if (year.extension == 0) continue;
            uint256 counters = coverages.extensionOf(INSURER, year.extension);
            checkCounters(plan, made.ofExtensions[made.extensionAt[i]], true, counters, year.extension);
        }
    }

    function checkFamily(IPlans.Plan memory plan, Sums memory sums, uint32 family) private view {
        assertEq(coverages.familyYearOf(INSURER, family).deductibleCents, sums.deductible, "family deductible");
        assertEq(coverages.familyYearOf(INSURER, family).outOfPocketCents, sums.outOfPocket, "family out of pocket");
        assertLe(sums.outOfPocket, plan.familyOutOfPocketMaxCents, "family out-of-pocket maximum");
    }

    function checkCounters(
        IPlans.Plan memory plan,
        Sums memory sums,
        bool isExtended,
        uint256 counters,
        uint64 extension
    ) private view {
        for (uint256 i = 0; i < plan.limits.length; ++i) {
            IPlans.Limit memory made = plan.limits[i];
            if (made.isExtended != isExtended) continue;
            uint256 value = (counters >> made.shift) & ((1 << made.width) - 1);
            assertEq(value, sums.used[i], "counter");
            assertLe(value, made.max, "limit");
            if (made.rollingDays == 0) continue;
            uint256 from = uint24(counters >> (made.shift + made.width));
            assertEq(from, _windows[(uint256(extension) << 8) | i], "window");
        }
    }

    function outOfPocketMaxOf(IPlans.Plan memory plan, uint32 family) private pure returns (uint256) {
        return family != 0 && plan.isOutOfPocketAggregate ? plan.familyOutOfPocketMaxCents : plan.outOfPocketMaxCents;
    }

    /// @dev What each provider was paid, is owed and is to give back is what its standing determinations pay.
    function checkMoney() internal view {
        uint256[] memory paid = new uint256[](organizations.providerCount() + 1);
        for (uint256 i = 0; i < everDecided.length; ++i) {
            if (stands[everDecided[i]]) paid[providerOf[everDecided[i]]] += _taken[everDecided[i]].paid;
        }
        for (uint32 i = 1; i < paid.length; ++i) {
            assertEq(paid[i], moneyOf[i].determined, "the sum of what stands");
        }
        checkBalances();
    }

    /// @dev The same of sums that are kept as determinations come and go: quick enough for each act of a campaign.
    function checkBalances() internal view {
        uint256 held = escrow.balanceOf(INSURER);
        uint256 owed = 0;
        for (uint32 i = 1; i <= organizations.providerCount(); ++i) {
            Money storage money = moneyOf[i];
            assertEq(money.determined + money.recovered, money.released + money.owed, "paid equals determined");
            uint256 received = (money.released + money.interest - money.offset) * UNITS;
            assertEq(token.balanceOf(payeeOf(i)), received, "tokens of the payee");
            held += received;
            owed += money.owed;
        }
        assertEq(escrow.totalOwedOf(INSURER), owed, "total owed");
        assertEq(token.totalSupply(), held + withdrawn, "conservation");
        assertEq(token.balanceOf(address(escrow)), escrow.balanceOf(INSURER), "tokens of the escrow");
        assertTrue(escrow.isSolvent(), "solvent");
    }

    /*//////////////////////////////////////////////////////////////////////////
                                       SUMS
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev Over the standing determinations, by coverage year, family year and extension.
    function sumUp() internal view returns (Book memory made) {
        made = emptyBook();
        for (uint256 i = 0; i < everDecided.length; ++i) {
            if (!stands[everDecided[i]]) continue;
            Taken memory taken = _taken[everDecided[i]];
            uint256 place = _joinedAt[taken.coverageYear];
            if (place-- == 0) continue; // of a coverage year that was not joined
            dropOutOfWindow(taken, made.plans[place]);
            add(made.ofYears[place], taken);
            add(made.ofFamilies[made.familyAt[place]], taken);
            add(made.ofExtensions[made.extensionAt[place]], taken);
        }
    }

    /// @dev A family or an extension has its sums at the first coverage year that is of it.
    function emptyBook() private view returns (Book memory made) {
        uint256 count = joined.length;
        made.plans = new IPlans.Plan[](count);
        (made.ofYears, made.ofFamilies, made.ofExtensions) = (new Sums[](count), new Sums[](count), new Sums[](count));
        (made.familyAt, made.extensionAt) = (new uint256[](count), new uint256[](count));
        for (uint256 i = 0; i < count; ++i) {
            bool isAsBefore = i != 0 && planOf[joined[i]] == planOf[joined[i - 1]];
            made.plans[i] = isAsBefore ? made.plans[i - 1] : plans.planOf(planOf[joined[i]]);
            uint256 limits = made.plans[i].limits.length;
            made.ofYears[i].used = new uint256[](limits);
            made.ofFamilies[i].used = new uint256[](limits);
            made.ofExtensions[i].used = new uint256[](limits);
            while (familyOf[joined[made.familyAt[i]]] != familyOf[joined[i]]) ++made.familyAt[i];
            while (extensionOf[joined[made.extensionAt[i]]] != extensionOf[joined[i]]) ++made.extensionAt[i];
        }
    }

    function add(Sums memory sums, Taken memory taken) private pure {
        sums.deductible += taken.deductible;
        sums.outOfPocket += taken.outOfPocket;
        for (uint256 i = 0; i < taken.used.length && i < sums.used.length; ++i) {
            sums.used[i] += taken.used[i];
        }
    }

    function dropOutOfWindow(Taken memory taken, IPlans.Plan memory plan) private view {
        for (uint256 i = 0; i < taken.used.length; ++i) {
            if (!isInWindow(plan.limits[i], i, extensionOf[taken.coverageYear], taken.day)) taken.used[i] = 0;
        }
    }

    /// @dev Whether a service on the day counts in the window that stands; always, where the limit is not rolling.
    function isInWindow(IPlans.Limit memory made, uint256 position, uint64 extension, uint24 day)
        private
        view
        returns (bool)
    {
        uint256 from = _windows[(uint256(extension) << 8) | position];
        return made.rollingDays == 0 || (day >= from && day < from + made.rollingDays);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      BOOKS
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev paid <= allowed <= charge, the charge as it was submitted.
    function keepDetermination(uint256 number, IClaimLedger.Opening memory opening, uint256 interest)
        internal
        virtual
        override
    {
        super.keepDetermination(number, opening, interest);
        uint64 id = uint64(opening.head >> 150);
        Taken storage taken = _taken[number];
        (taken.coverageYear, taken.day) = (id, uint24(opening.head >> 214));
        (taken.paid, taken.deductible, taken.outOfPocket) = (0, 0, 0);
        IPlans.Plan memory plan;
        if (planOf[id] != 0) plan = plans.planOf(planOf[id]);
        taken.used = new uint256[](plan.limits.length);
        Encoder.Line[] memory lines = claimOf(number).lines;
        for (uint256 i = 0; i < opening.results.length; ++i) {
            Result memory result = resultOf(opening.results[i]);
            assertLe(result.paid, result.allowed, "paid <= allowed");
            assertLe(result.allowed, result.charge, "allowed <= charge");
            assertEq(result.charge, lines[i].charge, "the charge submitted");
            taken.paid += paidIn(opening, i);
            if ((opening.stamp >> 68) & 1 == 1) checkCoordinated(opening, i, plan.allowableRule);
            if (result.denial == 0 && result.allowed > result.noncovered) take(taken, plan, result, extensionOf[id]);
        }
        moneyOf[providerOf[number]].determined += taken.paid;
    }

    /// @dev paid <= recognised, and with what others paid <= charge; and no more than without them.
    function checkCoordinated(IClaimLedger.Opening memory opening, uint256 i, IPlans.AllowableRule rule) private pure {
        uint256 prior = opening.facts[opening.facts.length - opening.results.length + i];
        uint256 paid = paidIn(opening, i);
        uint256 byOthers = (prior >> 108) % (1 << 36);
        Result memory result = resultOf(opening.results[i]);
        uint256 expense = Reference.expenseOf(rule, result.allowed, (prior >> 36) % (1 << 36));
        assertLe(paid, (prior >> 72) % (1 << 36), "paid <= owed");
        assertLe(paid, Reference.leftOf(expense, byOthers), "paid <= unpaid");
        assertLe(paid + byOthers, result.charge, "all payers <= charge");
        assertLe(paid, result.paid, "paid <= benefit");
    }

    function bookReversal(uint256 number, bytes memory data) internal virtual override {
        super.bookReversal(number, data);
        moneyOf[providerOf[number]].determined -= _taken[number].paid;
    }

    function take(Taken storage taken, IPlans.Plan memory plan, Result memory result, uint64 extension) private {
        if (plan.classes.length == 0) return; // of a coverage year that was not joined
        IPlans.CostShare memory class = plan.classes[result.class];
        taken.deductible += result.deductible;
        if (class.isOutOfPocketApplied) taken.outOfPocket += result.copay + result.deductible + result.coinsurance;
        use(taken, plan, class.limitA, result, extension);
        use(taken, plan, class.limitB, result, extension);
    }

    /// @dev A service on or after the end of the window that stands opens the next one.
    function use(Taken storage taken, IPlans.Plan memory plan, uint8 number, Result memory result, uint64 extension)
        private
    {
        if (number == 0) return;
        IPlans.Limit memory made = plan.limits[number - 1];
        if (made.kind == IPlans.LimitKind.Visits) taken.used[number - 1] += 1;
        if (made.kind == IPlans.LimitKind.Units) taken.used[number - 1] += result.units;
        if (made.kind == IPlans.LimitKind.Money) taken.used[number - 1] += result.allowed - result.noncovered;
        if (made.rollingDays != 0) openWindow(extension, number - 1, taken.day, made.rollingDays);
    }

    function openWindow(uint64 extension, uint256 position, uint24 day, uint16 rollingDays) private {
        uint256 key = (uint256(extension) << 8) | position;
        if (_windows[key] == 0 || day >= _windows[key] + rollingDays) _windows[key] = day;
    }

    function bookLog(Vm.Log memory log) internal virtual override {
        super.bookLog(log);
        if (log.emitter != address(escrow)) return;
        Money storage money = moneyOf[uint32(uint256(log.topics[3]))];
        if (log.topics[0] == PAYOUT_RELEASED) {
            (, uint64 cents, uint64 interest, uint64 offset,) =
                abi.decode(log.data, (address, uint64, uint64, uint64, uint256));
            money.released += cents;
            money.interest += interest;
            money.offset += offset;
        } else if (log.topics[0] == OWED_RELEASED) {
            (,, uint64 cents, uint64 interest,) = abi.decode(log.data, (uint32, address, uint64, uint64, uint256));
            money.released += cents;
            money.interest += interest;
            money.owed -= cents;
            ++money.debtReleases;
        } else if (log.topics[0] == PAYOUT_OWED) {
            (uint32 plan, uint64 cents,) = abi.decode(log.data, (uint32, uint64, uint8));
            money.owed += cents;
            keepDebt([uint256(log.topics[2]), uint256(log.topics[3]), plan]);
        } else if (log.topics[0] == DEBT_CANCELLED) {
            (,, uint64 cents) = abi.decode(log.data, (uint32, uint256, uint64));
            money.owed -= cents;
        } else if (log.topics[0] == RECOVERY_NOTICED) {
            (,, uint64 cents,) = abi.decode(log.data, (uint256, uint32, uint64, uint64));
            money.recovered += cents;
            noticed.push(uint256(log.topics[1]));
        }
    }

    function keepDebt(uint256[3] memory debt) private {
        bytes32 key = keccak256(abi.encode(debt));
        if (!_wasOwed[key]) debts.push(debt);
        _wasOwed[key] = true;
    }
}
