// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IEscrow} from "../../src/interfaces/IEscrow.sol";
import {Payments} from "../../src/libraries/Payments.sol";
import {Dice} from "../support/Dice.sol";
import {Test} from "../support/Test.sol";

contract PaymentsTest is Test {
    using Dice for Dice.Cup;
    using Payments for Payments.Sums;

    function test_List_NothingAdded() public pure {
        assertEq(_open(1).list().length, 0, "no payments");
    }

    function test_Add_NothingForNothing() public pure {
        Payments.Sums memory sums = _open(1);
        sums.add(7, 1, 0);
        assertEq(sums.list().length, 0, "no payments");
    }

    function test_Add_CentsAndInterestApart() public pure {
        Payments.Sums memory sums = _open(1);
        sums.add(7, 3, (50_00 << 64) | 12);
        sums.add(7, 3, (25_00 << 64) | 5);
        IEscrow.Payment[] memory payments = sums.list();
        assertEq(payments.length, 1, "one entry");
        _check(payments[0], IEscrow.Payment({provider: 7, plan: 3, cents: 75_00, interestCents: 17}));
    }

    function test_Add_InterestAlone() public pure {
        Payments.Sums memory sums = _open(1);
        sums.add(7, 3, 12);
        _check(sums.list()[0], IEscrow.Payment({provider: 7, plan: 3, cents: 0, interestCents: 12}));
    }

    /// @dev 6, 12 and 18 fall into one bucket of six.
    function test_Add_ProvidersOfOneBucket() public pure {
        Payments.Sums memory sums = _open(3);
        sums.add(6, 1, 1 << 64);
        sums.add(12, 1, 2 << 64);
        sums.add(6, 1, 4 << 64);
        sums.add(18, 1, 8 << 64);
        sums.add(12, 1, 16 << 64);
        IEscrow.Payment[] memory payments = sums.list();
        assertEq(payments.length, 3, "an entry a provider");
        _check(payments[0], IEscrow.Payment({provider: 6, plan: 1, cents: 5, interestCents: 0}));
        _check(payments[1], IEscrow.Payment({provider: 12, plan: 1, cents: 18, interestCents: 0}));
        _check(payments[2], IEscrow.Payment({provider: 18, plan: 1, cents: 8, interestCents: 0}));
    }

    /// @dev The provider whose first payment is first comes first, and its plans in the order of theirs.
    function test_List_ProvidersEntriesTogether() public pure {
        Payments.Sums memory sums = _open(2);
        sums.add(9, 2, 1 << 64);
        sums.add(4, 1, 2 << 64);
        sums.add(9, 1, 4 << 64);
        sums.add(4, 2, 8 << 64);
        sums.add(9, 2, 16 << 64);
        IEscrow.Payment[] memory payments = sums.list();
        assertEq(payments.length, 4, "an entry a provider and plan");
        _check(payments[0], IEscrow.Payment({provider: 9, plan: 2, cents: 17, interestCents: 0}));
        _check(payments[1], IEscrow.Payment({provider: 9, plan: 1, cents: 4, interestCents: 0}));
        _check(payments[2], IEscrow.Payment({provider: 4, plan: 1, cents: 2, interestCents: 0}));
        _check(payments[3], IEscrow.Payment({provider: 4, plan: 2, cents: 8, interestCents: 0}));
    }

    /// @dev The most that a batch could give: 512 claims of 255 amounts of 36 bits.
    function test_Add_LargestSumsStayApart() public pure {
        uint256 most = 255 * ((1 << 36) - 1);
        Payments.Sums memory sums = _open(1);
        for (uint256 i = 0; i < 512; ++i) {
            sums.add(type(uint32).max, type(uint32).max, (most << 64) | most);
        }
        IEscrow.Payment memory wanted = IEscrow.Payment({
            provider: type(uint32).max,
            plan: type(uint32).max,
            cents: uint64(512 * most),
            interestCents: uint64(512 * most)
        });
        _check(sums.list()[0], wanted);
    }

    /// @dev Every provider and plan once, a provider's entries next to each other, and each with the sum of a naive map.
    function testFuzz_Payments_EqualNaiveMap(uint256 seed) public pure {
        Dice.Cup memory cup = Dice.Cup(seed);
        uint256 providers = cup.between(1, 12);
        uint256 stride = cup.once(2) ? 2 * providers : cup.between(1, 1000); // half the time one bucket for all
        uint256[5][12] memory cents;
        uint256[5][12] memory interest;
        uint256 count = cup.between(1, 60);
        Payments.Sums memory sums = _open(providers);
        for (uint256 i = 0; i < count; ++i) {
            (uint256 provider, uint256 plan) = (cup.roll(providers), cup.roll(5));
            (uint256 paid, uint256 late) = (cup.roll(1 << 44), cup.once(2) ? 0 : cup.roll(1 << 36));
            if (cup.once(8)) (paid, late) = (0, 0);
            sums.add((provider + 1) * stride, plan + 1, (paid << 64) | late);
            cents[provider][plan] += paid;
            interest[provider][plan] += late;
        }
        _compare(sums.list(), stride, cents, interest);
    }

    function _compare(
        IEscrow.Payment[] memory payments,
        uint256 stride,
        uint256[5][12] memory cents,
        uint256[5][12] memory interest
    ) private pure {
        bool[12] memory isOver;
        for (uint256 i = 0; i < payments.length; ++i) {
            (uint256 provider, uint256 plan) = (payments[i].provider / stride - 1, payments[i].plan - 1);
            assertEq(isOver[provider], false, "a provider's entries are together");
            bool isLast = i + 1 == payments.length || payments[i + 1].provider != payments[i].provider;
            isOver[provider] = isLast;
            assertEq(payments[i].cents, cents[provider][plan], "cents");
            assertEq(payments[i].interestCents, interest[provider][plan], "interest");
            assertTrue(cents[provider][plan] + interest[provider][plan] != 0, "nothing for nothing, and once");
            (cents[provider][plan], interest[provider][plan]) = (0, 0);
        }
        for (uint256 i = 0; i < 12; ++i) {
            for (uint256 j = 0; j < 5; ++j) {
                assertEq(cents[i][j] + interest[i][j], 0, "nothing is lost");
            }
        }
    }

    function _check(IEscrow.Payment memory actual, IEscrow.Payment memory wanted) private pure {
        assertEq(actual.provider, wanted.provider, "provider");
        assertEq(actual.plan, wanted.plan, "plan");
        assertEq(actual.cents, wanted.cents, "cents");
        assertEq(actual.interestCents, wanted.interestCents, "interest");
    }

    function _open(uint256 providers) private pure returns (Payments.Sums memory sums) {
        sums.open(providers);
    }
}
