// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Benefits} from "../../src/libraries/Benefits.sol";

/// @notice What holds of {Benefits} for all amounts, as assertions for the compiler's model checker: make smt. It is never deployed.
///
/// @dev The fuzz tests look at the same by example. {Benefits.leftOf} is left out: the checker cannot see into assembly.
contract BenefitsSpec {
    uint256 private constant AMOUNT = 1 << 40;

    function copayWithinEligible(uint256 eligible, uint256 classCopay, uint256 deductibleLeft) external pure {
        require(eligible < AMOUNT && classCopay < AMOUNT && deductibleLeft < AMOUNT);
        (uint256 copay,,) = Benefits.share(eligible, classCopay, 0, deductibleLeft);
        assert(copay <= eligible);
        assert(copay <= classCopay);
    }

    function deductibleWithinWhatIsLeft(uint256 eligible, uint256 classCopay, uint256 deductibleLeft) external pure {
        require(eligible < AMOUNT && classCopay < AMOUNT && deductibleLeft < AMOUNT);
        (uint256 copay, uint256 deductible,) = Benefits.share(eligible, classCopay, 0, deductibleLeft);
        assert(deductible <= deductibleLeft);
        assert(copay + deductible <= eligible);
    }

    /// @dev The plan never pays less than nothing.
    function sharesWithinEligible(uint256 eligible, uint256 classCopay, uint256 rateBps, uint256 deductibleLeft)
        external
        pure
    {
        require(eligible < AMOUNT && classCopay < AMOUNT && deductibleLeft < AMOUNT && rateBps <= 10_000);
        (uint256 copay, uint256 deductible, uint256 coinsurance) =
            Benefits.share(eligible, classCopay, rateBps, deductibleLeft);
        assert(copay + deductible + coinsurance <= eligible);
    }

    function capTakesExactlyTheExcess(uint256 copay, uint256 deductible, uint256 coinsurance, uint256 excess)
        external
        pure
    {
        require(copay < AMOUNT && deductible < AMOUNT && coinsurance < AMOUNT);
        uint256 before = copay + deductible + coinsurance;
        require(excess <= before);
        (uint256 newCopay, uint256 newDeductible, uint256 newCoinsurance) =
            Benefits.cap(copay, deductible, coinsurance, excess);
        assert(newCopay <= copay && newDeductible <= deductible && newCoinsurance <= coinsurance);
        assert(newCopay + newDeductible + newCoinsurance == before - excess);
    }

    /// @dev Coinsurance first, then deductible, then copay.
    function capKeepsTheOrder(uint256 copay, uint256 deductible, uint256 coinsurance, uint256 excess) external pure {
        require(copay < AMOUNT && deductible < AMOUNT && coinsurance < AMOUNT);
        require(excess <= copay + deductible + coinsurance);
        (uint256 newCopay, uint256 newDeductible, uint256 newCoinsurance) =
            Benefits.cap(copay, deductible, coinsurance, excess);
        assert(newDeductible == deductible || newCoinsurance == 0);
        assert(newCopay == copay || newDeductible == 0);
    }

    function unitsWithinWhatIsLeft(uint256 eligible, uint256 units, uint256 leftUnits) external pure {
        require(eligible < AMOUNT && units < AMOUNT && leftUnits < AMOUNT);
        (uint256 newEligible, uint256 newUnits) = Benefits.withinUnits(eligible, units, leftUnits);
        assert(newUnits <= leftUnits);
        assert(newUnits <= units);
        assert(newEligible <= eligible);
    }

    function roundingIsToTheNearestCent(uint256 amount, uint256 rateBps) external pure {
        require(amount < AMOUNT && rateBps <= 10_000);
        uint256 rounded = Benefits.mulRateHalfUp(amount, rateBps);
        assert(rounded * 10_000 <= amount * rateBps + 5_000);
        assert(rounded * 10_000 + 5_000 > amount * rateBps);
    }
}
