// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Errors} from "../../src/libraries/Errors.sol";
import {Encoder} from "../support/Encoder.sol";
import {Fixture} from "../support/Fixture.sol";

contract EstimateTest is Fixture {
    function setUp() public override {
        super.setUp();
        registerProviders(1);
        fund(1_000_000_00);
        enrol(7, 0);
        enrol(8, 3);
        enrol(9, 3);
    }

    function test_Estimate_SeesWhatWasPosted() public {
        receiveAndSettle(one(1, one(claim(8, 1, line(300_00, 300_00, 0)))));
        assertEq(estimateOne(7, line(400_00, 400_00, 0)).deductible, 300_00, "no family");
        assertEq(estimateOne(8, line(400_00, 400_00, 0)).deductible, 0, "its own is met");
        assertEq(estimateOne(9, line(400_00, 400_00, 0)).deductible, 200_00, "the family's rest");
    }

    function test_Estimate_CommitsNothing() public view {
        Result memory first = estimateOne(7, line(400_00, 400_00, 0));
        Result memory second = estimateOne(7, line(400_00, 400_00, 0));
        assertEq(first.deductible, second.deductible, "the same twice");
    }

    function test_Estimate_DayOutsideDeniesAll() public view {
        bytes memory result = ledger.estimate(INSURER, 7, END_DAY, _lines(2));
        assertEq(resultAt(result, 0).class, 255, "first");
        assertEq(resultAt(result, 1).class, 255, "second");
    }

    function test_Estimate_MostLines() public view {
        assertEq(ledger.estimate(INSURER, 7, DAY, _lines(255)).length, 255 * 31, "length");
    }

    function test_RevertWhen_TooManyLines() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.EncodingMalformed.selector, 256 * 11));
        ledger.estimate(INSURER, 7, DAY, _lines(256));
    }

    function test_RevertWhen_LinesNotWhole() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.EncodingMalformed.selector, 12));
        ledger.estimate(INSURER, 7, DAY, bytes.concat(_lines(1), hex"00"));
    }

    function test_RevertWhen_NoLines() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.ClaimWithoutLines.selector));
        ledger.estimate(INSURER, 7, DAY, "");
    }

    function test_RevertWhen_CoverageUnknown() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.CoverageYearNotFound.selector, 99));
        ledger.estimate(INSURER, 99, DAY, _lines(1));
    }

    function test_RevertWhen_CoverageOfAnotherInsurer() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.CoverageYearNotFound.selector, 7));
        ledger.estimate(2, 7, DAY, _lines(1));
    }

    function test_RevertWhen_ClassUnknown() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.ClassUnknown.selector, 1));
        ledger.estimate(INSURER, 7, DAY, bytes.concat(_lines(1), abi.encodePacked(uint40(2), uint40(1), uint8(4))));
    }

    function test_RevertWhen_AllowedAboveCharge() public {
        vm.expectRevert(abi.encodeWithSelector(Errors.AllowedExceedsCharge.selector, 0));
        ledger.estimate(INSURER, 7, DAY, abi.encodePacked(uint40(1), uint40(2), uint8(0)));
    }

    function _lines(uint256 count) private pure returns (bytes memory encoded) {
        Encoder.Line[] memory lines = new Encoder.Line[](count);
        for (uint256 i = 0; i < count; ++i) {
            lines[i] = line(100_00, 90_00, uint8(i % 4));
        }
        return Encoder.lineBytes(lines);
    }
}
