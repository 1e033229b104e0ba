// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IPlans} from "../../src/interfaces/IPlans.sol";
import {Encoder} from "./Encoder.sol";

/// @notice contracts/DESIGN.md sections 4 and 5 once more, plainly over structs and apart from src/: the tests compare the two.
///
/// @dev Nothing is packed, nothing is carried from line to line but the state itself, and a claim that has a fault is found
/// out before anything moves.
library Reference {
    /// @dev Of one limit.
    struct Counter {
        uint256 used;
        uint256 from; // first day of the window that stands, of a rolling limit; 0 for none
    }

    struct Plan {
        uint32 id;
        IPlans.Plan terms;
    }

    struct Coverage {
        uint64 id;
        uint32 plan;
        uint256 startDay;
        uint256 endDay;
        uint32 family; // 0 for none
        uint64 extension; // 0 for none
        uint256 deductible;
        uint256 outOfPocket;
        uint256 packed; // the counters as they are kept
        Counter[] counters; // one a limit of its plan, those that are not in the extension
    }

    struct Family {
        uint32 id;
        uint256 deductible;
        uint256 outOfPocket;
    }

    struct Extension {
        uint64 id;
        uint256 packed; // the counters as they are kept
        Counter[] counters; // one a limit, those that are in the extension
    }

    struct Span {
        uint24 startDay;
        uint24 endDay;
    }

    struct Provider {
        uint32 id;
        Span[] spans;
    }

    /// @dev All that a settlement looks at. What is not in a list is not known.
    struct World {
        uint256 receivedAt;
        uint256 paidAt;
        Plan[] plans;
        Coverage[] coverages;
        Family[] families;
        Extension[] extensions;
        Provider[] providers;
    }

    struct Line {
        uint256 charge;
        uint256 units;
        uint256 allowed;
        uint256 class;
        uint256 denial;
        uint256 copay;
        uint256 deductible;
        uint256 coinsurance;
        uint256 noncovered;
        uint256 paid; // after others
    }

    struct Determination {
        bool isDecided;
        bytes4 fault; // why it was left out; zero where it was handed in bare
        uint32 plan;
        uint256 paid;
        uint256 interest;
        Line[] lines;
    }

    /// @dev What one line is determined with.
    struct Case {
        World world;
        IPlans.Plan terms;
        Coverage coverage;
        Encoder.Claim claim;
        uint256 denial; // of the whole claim
        uint256 eligible;
        uint256 units;
    }

    /*//////////////////////////////////////////////////////////////////////////
                                     CLAIMS
    //////////////////////////////////////////////////////////////////////////*/

    /// @notice Determines a batch's claims, one after the other, in the world, which moves on with those that are decided.
    function settle(World memory world, Encoder.Submission[] memory batch)
        internal
        pure
        returns (Determination[][] memory all)
    {
        all = new Determination[][](batch.length);
        for (uint256 i = 0; i < batch.length; ++i) {
            all[i] = new Determination[](batch[i].claims.length);
            for (uint256 j = 0; j < all[i].length; ++j) {
                bytes memory before = abi.encode(world.coverages, world.families, world.extensions);
                all[i][j] = determine(world, batch[i].provider, batch[i].claims[j]);
                if (all[i][j].interest < 1 << 36) continue;
                all[i][j] = leftOut("InterestOutOfRange(uint256)");
                (world.coverages, world.families, world.extensions) =
                    abi.decode(before, (Coverage[], Family[], Extension[]));
            }
        }
    }

    function determine(World memory world, uint32 provider, Encoder.Claim memory claim)
        internal
        pure
        returns (Determination memory made)
    {
        if (claim.isBare) return made;
        if (claim.kind != 0) return leftOut("CorrectionInSettlement(uint256)");
        if (!isEnrolled(world, claim.coverageYear)) return leftOut("CoverageYearNotFound(uint64)");
        if (claim.lines.length == 0) return leftOut("ClaimWithoutLines()");

        Case memory work;
        work.world = world;
        work.claim = claim;
        work.coverage = coverageOf(world, claim.coverageYear);
        work.terms = planOf(world, work.coverage.plan);
        work.denial = denialOfClaim(work, provider);
        for (uint256 i = 0; i < claim.lines.length; ++i) {
            if (claim.lines[i].allowed > claim.lines[i].charge) return leftOut("AllowedExceedsCharge(uint256)");
            if (work.denial == 0 && !isClassKnown(work.terms, claim.lines[i].class)) {
                return leftOut("ClassUnknown(uint256)");
            }
        }
        bytes4 mismatch = mismatchOf(work);
        if (mismatch != 0) {
            made.fault = mismatch;
            return made;
        }
        made.isDecided = true;
        made.plan = work.coverage.plan;
        made.lines = new Line[](claim.lines.length);
        for (uint256 i = 0; i < claim.lines.length; ++i) {
            made.lines[i] = coordinateLine(work, i);
            made.paid += made.lines[i].paid;
        }
        made.interest = interestOn(work.terms.clocks, made.paid, world.receivedAt, world.paidAt);
    }

    function leftOut(string memory error_) internal pure returns (Determination memory made) {
        made.fault = bytes4(keccak256(bytes(error_)));
    }

    /// @dev Why a claim with prior payers cannot be coordinated.
    function mismatchOf(Case memory work) internal pure returns (bytes4) {
        Encoder.Prior[] memory priors = work.claim.priors;
        if (priors.length == 0) return 0;
        if (work.terms.coordinationMethod == IPlans.CoordinationMethod.None) {
            return bytes4(keccak256("PlanNotCoordinating(uint256)"));
        }
        for (uint256 i = 0; i < priors.length; ++i) {
            if (uint256(priors[i].paid) + priors[i].owed > work.claim.lines[i].charge) {
                return bytes4(keccak256("PriorAmountsExceedCharge(uint256)"));
            }
        }
        return 0;
    }

    function denialOfClaim(Case memory work, uint32 provider) internal pure returns (uint256) {
        uint256 day = work.claim.serviceDay;
        if (day < work.coverage.startDay || day >= work.coverage.endDay) return 2;
        if (!isCredentialed(work.world, provider, day)) return 3;
        int256 filing = int256(uint256(work.terms.clocks.timelyFilingDays));
        int256 late = civilDay(work.world.receivedAt, work.terms.clocks.utcOffsetSeconds) - int256(day);
        if (filing != 0 && late > filing && !work.claim.isFilingExcused) return 4;
        return 0;
    }

    /// @dev Days since 0001-01-01, which is day 1; 1970-01-01 is day 719163.
    function civilDay(uint256 instant, int256 utcOffsetSeconds) internal pure returns (int256) {
        int256 local = int256(instant) + utcOffsetSeconds;
        int256 day = local / 86_400;
        if (day * 86_400 > local) --day;
        return day + 719_163;
    }

    function isCredentialed(World memory world, uint32 provider, uint256 day) internal pure returns (bool) {
        for (uint256 i = 0; i < world.providers.length; ++i) {
            if (world.providers[i].id != provider) continue;
            Span[] memory spans = world.providers[i].spans;
            for (uint256 j = 0; j < spans.length; ++j) {
                if (spans[j].startDay <= day && day < spans[j].endDay) return true;
            }
        }
        return false;
    }

    /// @dev contracts/DESIGN.md section 5, day by day.
    function interestOn(IPlans.Clocks memory clocks, uint256 amount, uint256 receivedAt, uint256 paidAt)
        internal
        pure
        returns (uint256 interest)
    {
        int256 receiptDay = civilDay(receivedAt, clocks.utcOffsetSeconds);
        int256 paymentDay = civilDay(paidAt, clocks.utcOffsetSeconds);
        if (paymentDay - receiptDay <= int256(uint256(clocks.promptPayDays))) return 0;
        uint256 sum = 0;
        for (int256 day = receiptDay + 1 + int256(uint256(clocks.interestFromDays)); day <= paymentDay; ++day) {
            sum += amount * rateOn(clocks, day).rateBps;
        }
        interest = sum / (10_000 * 365);
        if (2 * (sum % (10_000 * 365)) >= 10_000 * 365) ++interest;
        if (interest < rateOn(clocks, paymentDay).minimumCents) return 0;
    }

    /// @dev The last entry not after the day; none before the first.
    function rateOn(IPlans.Clocks memory clocks, int256 day) internal pure returns (IPlans.InterestRate memory rate) {
        for (uint256 i = 0; i < clocks.interest.length; ++i) {
            if (int256(uint256(clocks.interest[i].fromDay)) <= day) rate = clocks.interest[i];
        }
    }

    function isClassKnown(IPlans.Plan memory terms, uint8 class) internal pure returns (bool) {
        return class == 255 || class < terms.classes.length;
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      LINES
    //////////////////////////////////////////////////////////////////////////*/

    function determineLine(Case memory work, Encoder.Line memory given) internal pure returns (Line memory line) {
        line.charge = given.charge;
        line.class = given.class;
        line.denial = work.denial != 0 ? work.denial : denialOfLine(work, given);
        if (line.denial != 0) return line;
        line.allowed = given.allowed;
        if (given.allowed == 0) return line;

        IPlans.CostShare memory class = work.terms.classes[given.class];
        (work.eligible, work.units) = (given.allowed, given.units);
        pass(work, class.limitA);
        pass(work, class.limitB);
        line.noncovered = given.allowed - work.eligible;
        if (work.eligible == 0) {
            line.denial = 8;
            return line;
        }
        line.units = work.units;
        share(work, class, line);
        count(work, class.limitA);
        count(work, class.limitB);
        post(work, class, line);
    }

    /// @dev The line as if there were no other coverage, but for what is paid. Maintenance of benefits looks at it once more, in
    /// a copy of the world.
    function coordinateLine(Case memory work, uint256 i) internal pure returns (Line memory line) {
        if (work.claim.priors.length == 0) return determineLine(work, work.claim.lines[i]);
        Encoder.Prior memory prior = work.claim.priors[i];
        Encoder.Line memory given = work.claim.lines[i];
        uint256 expense = expenseOf(work.terms.allowableRule, given.allowed, prior.allowed);
        uint256 unpaid = leftOf(expense, prior.paid);
        uint256 maintained = 0;
        if (work.terms.coordinationMethod == IPlans.CoordinationMethod.MaintenanceOfBenefits) {
            Case memory again = abi.decode(abi.encode(work), (Case));
            again.coverage = coverageOf(again.world, work.coverage.id);
            again.claim.lines[i].allowed = uint40(lesser(given.allowed, unpaid));
            maintained = determineLine(again, again.claim.lines[i]).paid;
        }
        line = determineLine(work, given);
        if (work.terms.coordinationMethod == IPlans.CoordinationMethod.NonDuplication) {
            line.paid = leftOf(line.paid, prior.paid);
        } else if (work.terms.coordinationMethod == IPlans.CoordinationMethod.MaintenanceOfBenefits) {
            line.paid = maintained;
        }
        line.paid = lesser(line.paid, lesser(prior.owed, unpaid));
    }

    function expenseOf(IPlans.AllowableRule rule, uint256 own, uint256 others) internal pure returns (uint256) {
        if (rule == IPlans.AllowableRule.Higher) return own < others ? others : own;
        if (rule == IPlans.AllowableRule.Lower) return others != 0 && others < own ? others : own;
        return others != 0 ? others : own;
    }

    function denialOfLine(Case memory work, Encoder.Line memory given) internal pure returns (uint256) {
        if (given.class == 255) return 1;
        IPlans.CostShare memory class = work.terms.classes[given.class];
        if (!class.isCovered) return 5;
        if (class.isAuthorizationRequired && work.claim.authorization == 0) return 6;
        if (class.isEvidenceRequired && work.claim.evidence == 0) return 7;
        return 0;
    }

    /// @dev Copay, deductible, coinsurance, then the cap, which takes them off from the last.
    function share(Case memory work, IPlans.CostShare memory class, Line memory line) internal pure {
        line.copay = lesser(class.copayCents, work.eligible);
        uint256 rest = work.eligible - line.copay;
        if (class.isDeductibleApplied) line.deductible = lesser(rest, deductibleLeft(work));
        rest -= line.deductible;
        line.coinsurance = (rest * class.coinsuranceBps) / 10_000;
        if ((rest * class.coinsuranceBps) % 10_000 >= 5_000) ++line.coinsurance;

        if (class.isOutOfPocketApplied) {
            uint256 budget = outOfPocketLeft(work);
            line.copay = lesser(line.copay, budget);
            budget -= line.copay;
            line.deductible = lesser(line.deductible, budget);
            budget -= line.deductible;
            line.coinsurance = lesser(line.coinsurance, budget);
        }
        line.paid = work.eligible - line.copay - line.deductible - line.coinsurance;
    }

    function post(Case memory work, IPlans.CostShare memory class, Line memory line) internal pure {
        uint256 patient = class.isOutOfPocketApplied ? line.copay + line.deductible + line.coinsurance : 0;
        work.coverage.deductible += line.deductible;
        work.coverage.outOfPocket += patient;
        if (work.coverage.family == 0) return;
        Family memory family = familyOf(work.world, work.coverage.family);
        family.deductible += line.deductible;
        family.outOfPocket += patient;
    }

    function deductibleLeft(Case memory work) internal pure returns (uint256) {
        uint256 own = leftOf(work.terms.deductibleCents, work.coverage.deductible);
        if (work.coverage.family == 0) return own;
        uint256 whole = leftOf(work.terms.familyDeductibleCents, familyOf(work.world, work.coverage.family).deductible);
        return work.terms.isDeductibleAggregate ? whole : lesser(own, whole);
    }

    function outOfPocketLeft(Case memory work) internal pure returns (uint256) {
        uint256 own = leftOf(work.terms.outOfPocketMaxCents, work.coverage.outOfPocket);
        if (work.coverage.family == 0) return own;
        uint256 whole =
            leftOf(work.terms.familyOutOfPocketMaxCents, familyOf(work.world, work.coverage.family).outOfPocket);
        return work.terms.isOutOfPocketAggregate ? whole : lesser(own, whole);
    }

    /*//////////////////////////////////////////////////////////////////////////
                                     LIMITS
    //////////////////////////////////////////////////////////////////////////*/

    /// @dev What a limit leaves of the line.
    function pass(Case memory work, uint8 number) internal pure {
        if (number == 0) return;
        IPlans.Limit memory limit = work.terms.limits[number - 1];
        Counter memory counter = counterOf(work, number);
        if (isBeforeWindow(limit, counter, work.claim.serviceDay)) return;
        uint256 used = isInWindow(limit, counter, work.claim.serviceDay) ? counter.used : 0;
        uint256 left = leftOf(limit.max, used);
        if (limit.kind == IPlans.LimitKind.Visits) {
            if (left == 0) work.eligible = 0;
        } else if (limit.kind == IPlans.LimitKind.Units) {
            if (work.units > left) {
                work.eligible = (work.eligible * left) / work.units;
                work.units = left;
            }
        } else {
            work.eligible = lesser(work.eligible, left);
        }
    }

    function count(Case memory work, uint8 number) internal pure {
        if (number == 0) return;
        IPlans.Limit memory limit = work.terms.limits[number - 1];
        Counter memory counter = counterOf(work, number);
        uint256 day = work.claim.serviceDay;
        if (isBeforeWindow(limit, counter, day)) return;
        if (!isInWindow(limit, counter, day)) (counter.used, counter.from) = (0, day);
        if (limit.kind == IPlans.LimitKind.Visits) counter.used += 1;
        else if (limit.kind == IPlans.LimitKind.Units) counter.used += work.units;
        else counter.used += work.eligible;
    }

    function isBeforeWindow(IPlans.Limit memory limit, Counter memory counter, uint256 day)
        internal
        pure
        returns (bool)
    {
        return limit.period == IPlans.LimitPeriod.Rolling && counter.from != 0 && day < counter.from;
    }

    /// @dev Whether what was used counts: always where the limit does not roll.
    function isInWindow(IPlans.Limit memory limit, Counter memory counter, uint256 day) internal pure returns (bool) {
        if (limit.period != IPlans.LimitPeriod.Rolling) return true;
        return counter.from != 0 && day < counter.from + limit.rollingDays;
    }

    function counterOf(Case memory work, uint8 number) internal pure returns (Counter memory) {
        if (!work.terms.limits[number - 1].isExtended) return work.coverage.counters[number - 1];
        return extensionOf(work.world, work.coverage.extension).counters[number - 1];
    }

    /*//////////////////////////////////////////////////////////////////////////
                                     LOOK-UPS
    //////////////////////////////////////////////////////////////////////////*/

    function isEnrolled(World memory world, uint64 id) internal pure returns (bool) {
        for (uint256 i = 0; i < world.coverages.length; ++i) {
            if (world.coverages[i].id == id) return true;
        }
        return false;
    }

    function coverageOf(World memory world, uint64 id) internal pure returns (Coverage memory) {
        for (uint256 i = 0; i < world.coverages.length; ++i) {
            if (world.coverages[i].id == id) return world.coverages[i];
        }
        revert("reference: no such coverage");
    }

    function planOf(World memory world, uint32 id) internal pure returns (IPlans.Plan memory) {
        for (uint256 i = 0; i < world.plans.length; ++i) {
            if (world.plans[i].id == id) return world.plans[i].terms;
        }
        revert("reference: no such plan");
    }

    function familyOf(World memory world, uint32 id) internal pure returns (Family memory) {
        for (uint256 i = 0; i < world.families.length; ++i) {
            if (world.families[i].id == id) return world.families[i];
        }
        revert("reference: no such family");
    }

    function extensionOf(World memory world, uint64 id) internal pure returns (Extension memory) {
        for (uint256 i = 0; i < world.extensions.length; ++i) {
            if (world.extensions[i].id == id) return world.extensions[i];
        }
        revert("reference: no such extension");
    }

    function leftOf(uint256 limit, uint256 used) internal pure returns (uint256) {
        return used < limit ? limit - used : 0;
    }

    function lesser(uint256 a, uint256 b) internal pure returns (uint256) {
        return a < b ? a : b;
    }

    /*//////////////////////////////////////////////////////////////////////////
                                      WORDS
    //////////////////////////////////////////////////////////////////////////*/

    /// @notice A line's result as docs/commitment.md section 5 packs it.
    function wordOf(Line memory line) internal pure returns (uint256 word) {
        word = Encoder.append(word, line.charge, 36);
        word = Encoder.append(word, line.units, 14);
        word = Encoder.append(word, line.allowed, 36);
        word = Encoder.append(word, line.class, 8);
        word = Encoder.append(word, line.denial, 8);
        word = Encoder.append(word, line.copay, 36);
        word = Encoder.append(word, line.deductible, 36);
        word = Encoder.append(word, line.coinsurance, 36);
        word = Encoder.append(word, line.noncovered, 36);
    }

    /// @notice What the plan pays of each line.
    function paidOf(Determination memory made) internal pure returns (uint256[] memory paid) {
        paid = new uint256[](made.lines.length);
        for (uint256 i = 0; i < paid.length; ++i) {
            paid[i] = made.lines[i].paid;
        }
    }

    function wordsOf(Determination memory made) internal pure returns (uint256[] memory words) {
        words = new uint256[](made.lines.length);
        for (uint256 i = 0; i < words.length; ++i) {
            words[i] = wordOf(made.lines[i]);
        }
    }

    /// @notice The counters of limits that stand in the word, or of those in the extension, from its bits.
    function unpack(IPlans.Limit[] memory limits, bool isExtended, uint256 packed)
        internal
        pure
        returns (Counter[] memory counters)
    {
        counters = new Counter[](limits.length);
        for (uint256 i = 0; i < limits.length; ++i) {
            if (limits[i].isExtended != isExtended) continue;
            uint256 bits = packed >> limits[i].shift;
            counters[i].used = bits % (1 << limits[i].width);
            if (limits[i].period == IPlans.LimitPeriod.Rolling) {
                counters[i].from = (bits >> limits[i].width) % (1 << 24);
            }
        }
    }

    /// @notice The bits with the counters in their places; what is of no counter stays.
    function pack(IPlans.Limit[] memory limits, bool isExtended, uint256 packed, Counter[] memory counters)
        internal
        pure
        returns (uint256)
    {
        for (uint256 i = 0; i < limits.length; ++i) {
            if (limits[i].isExtended != isExtended) continue;
            packed = put(packed, limits[i].shift, limits[i].width, counters[i].used);
            if (limits[i].period == IPlans.LimitPeriod.Rolling) {
                packed = put(packed, limits[i].shift + limits[i].width, 24, counters[i].from);
            }
        }
        return packed;
    }

    function put(uint256 packed, uint256 shift, uint256 width, uint256 value) internal pure returns (uint256) {
        require(value >> width == 0, "reference: counter too wide");
        uint256 above = packed >> (shift + width);
        uint256 below = packed % (1 << shift);
        return (((above << width) + value) << shift) + below;
    }
}
